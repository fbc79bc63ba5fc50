package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.layer.RotaryAngles;
import io.millsight.torch.Device;

/**
 * Rotary embeddings whose frequencies are divided among three positions: the first section turns with the temporal position, the second with
 * the height, the third with the width.
 */
final class MultimodalRotary {

    private final int headSize;
    private final float[] frequencies; // D / 2, falling
    private final int[] axes; // which position turns each frequency

    MultimodalRotary(TextConfig config) {
        headSize = config.headSize();
        frequencies = new float[headSize / 2];
        axes = new int[headSize / 2];
        int temporal = config.mropeSection().get(0);
        int height = config.mropeSection().get(1);
        for (int k = 0; k < frequencies.length; k++) {
            frequencies[k] = (float) (1 / Math.pow(config.ropeTheta(), 2.0 * k / headSize));
            axes[k] = k < temporal ? 0 : k < temporal + height ? 1 : 2;
        }
    }

    /**
     * The angles of a batch in float32.
     *
     * @param positions {@code [3, B, T]}
     * @return cosines and sines {@code [B, 1, T, D]}, the same for all heads
     */
    RotaryAngles angles(int[][][] positions, Device device) {
        int batch = positions[0].length;
        int tokens = positions[0][0].length;
        double[] angles = new double[batch * tokens * frequencies.length];
        int next = 0;
        for (int row = 0; row < batch; row++) {
            for (int token = 0; token < tokens; token++) {
                for (int k = 0; k < frequencies.length; k++) {
                    angles[next++] =
                            positions[axes[k]][row][token] * frequencies[k]; // float32, as the reference multiplies
                }
            }
        }
        return RotaryAngles.of(angles, headSize, device, batch, 1, tokens);
    }
}
