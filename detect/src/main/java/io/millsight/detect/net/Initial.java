package io.millsight.detect.net;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Tensor;

/** The value that a tensor has before training. */
public sealed interface Initial {

    /** All elements alike. */
    record Constant(double value) implements Initial {}

    /** Drawn evenly from −bound to bound. */
    record Uniform(double bound) implements Initial {}

    /** Drawn from a normal distribution. */
    record Normal(double mean, double deviation) implements Initial {}

    /** A drawn value plus a given one for each element, row-major. */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Shifted(Initial drawn, float... shift) implements Initial {}

    /** Given values, row-major. */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Values(float... values) implements Initial {}

    /** Returns zeros. */
    static Initial zero() {
        return new Constant(0);
    }

    /** Returns ones. */
    static Initial one() {
        return new Constant(1);
    }

    /** Draws evenly within ±1/√fanIn, as PyTorch does for convolutions and linear layers. */
    static Initial fanIn(long fanIn) {
        return new Uniform(1 / Math.sqrt((double) fanIn));
    }

    /** Draws normally, so that gradients keep their size on the way back through a convolution and a ReLU (He et al. 2015). */
    static Initial fanOut(ConvNorm.Shape shape) {
        return new Normal(0, Math.sqrt(2.0 / ((double) shape.kernel() * shape.kernel() * shape.out())));
    }

    /** Makes a float32 tensor on the processor. */
    default Tensor make(RandomGenerator random, long... shape) {
        if (this instanceof Constant constant) {
            return Tensor.full(constant.value, DType.FLOAT32, Device.CPU, shape);
        } else if (this instanceof Uniform uniform) {
            return random.uniform(-uniform.bound, uniform.bound, shape);
        } else if (this instanceof Normal normal) {
            return random.normal(normal.mean, normal.deviation, shape);
        } else if (this instanceof Shifted shifted) {
            return shifted.drawn.make(random, shape).plus(Tensor.of(shifted.shift, shape));
        } else {
            return Tensor.of(((Values) this).values, shape);
        }
    }
}
