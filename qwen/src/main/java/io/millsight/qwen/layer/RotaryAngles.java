package io.millsight.qwen.layer;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.Arrays;

/**
 * Cosines and sines by which the two halves of each head are rotated against each other.
 *
 * @param cos broadcast to {@code [..., D]}, both halves alike
 * @param sin as {@code cos}, but negative in the first half
 */
public record RotaryAngles(Tensor cos, Tensor sin) {

    /** From angles in row-major order; the second half of a head repeats the first. */
    public static RotaryAngles of(double[] halfAngles, int headSize, Device device, long... leadingShape) {
        int half = headSize / 2;
        float[] cos = new float[halfAngles.length * 2];
        float[] sin = new float[halfAngles.length * 2];
        for (int i = 0; i < halfAngles.length; i++) {
            int target = i / half * headSize + i % half;
            cos[target] = cos[target + half] = (float) Math.cos(halfAngles[i]);
            sin[target + half] = (float) Math.sin(halfAngles[i]);
            sin[target] = -sin[target + half];
        }
        long[] shape = Arrays.copyOf(leadingShape, leadingShape.length + 1);
        shape[leadingShape.length] = headSize;
        return new RotaryAngles(
                Tensor.of(cos, shape).to(device), Tensor.of(sin, shape).to(device));
    }

    /** Returns the angles at some places of a dimension. */
    public RotaryAngles at(int dimension, Tensor indices) {
        return new RotaryAngles(cos.indexSelect(dimension, indices), sin.indexSelect(dimension, indices));
    }

    public RotaryAngles to(DType dtype) {
        return new RotaryAngles(cos.to(dtype), sin.to(dtype));
    }

    /** Rotates {@code [..., D]}: x ⊙ cos + (−x₂, x₁) ⊙ sin, where x₁ and x₂ are the halves of x; the minus is in the sines. */
    public Tensor rotate(Tensor input) {
        return Scope.within(() ->
                input.times(cos).plus(input.rolled(-1, input.size(-1) / 2).times(sin)));
    }
}
