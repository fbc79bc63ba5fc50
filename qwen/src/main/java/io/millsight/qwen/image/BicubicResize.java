package io.millsight.qwen.image;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.qwen.config.VisionConfig;
import java.util.Arrays;

/**
 * Antialiased bicubic resizing that equals the reference bit for bit: rows first, then columns, each pass in whole numbers and clamped to
 * bytes in between. A pass that would not change the size is left out.
 */
final class BicubicResize {

    private static final int CHANNELS = VisionConfig.CHANNELS;

    private BicubicResize() {}

    static RgbImage resize(RgbImage image, ImageSize size, ResizeVariant variant) {
        RgbImage resized = image;
        if (size.width() != image.width()) {
            resized = resizeRows(resized, new ResizeWeights(image.width(), size.width(), variant));
        }
        if (size.height() != image.height()) {
            resized = resizeColumns(resized, new ResizeWeights(image.height(), size.height(), variant));
        }
        return resized;
    }

    private static RgbImage resizeRows(RgbImage image, ResizeWeights weights) {
        byte[] source = image.pixels();
        byte[] target = new byte[weights.size() * image.height() * CHANNELS];
        int out = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width() * CHANNELS;
            for (int x = 0; x < weights.size(); x++) {
                int red = weights.rounding();
                int green = red;
                int blue = red;
                int in = row + weights.first(x) * CHANNELS;
                for (int tap = 0; tap < weights.taps(x); tap++, in += CHANNELS) {
                    int weight = weights.weight(x, tap);
                    red += weight * (source[in] & 0xff);
                    green += weight * (source[in + 1] & 0xff);
                    blue += weight * (source[in + 2] & 0xff);
                }
                target[out++] = weights.toByte(red);
                target[out++] = weights.toByte(green);
                target[out++] = weights.toByte(blue);
            }
        }
        return new RgbImage(weights.size(), image.height(), target);
    }

    private static RgbImage resizeColumns(RgbImage image, ResizeWeights weights) {
        byte[] source = image.pixels();
        int rowLength = image.width() * CHANNELS;
        byte[] target = new byte[weights.size() * rowLength];
        int[] sums = new int[rowLength];
        for (int y = 0; y < weights.size(); y++) {
            Arrays.fill(sums, weights.rounding());
            for (int tap = 0; tap < weights.taps(y); tap++) {
                int weight = weights.weight(y, tap);
                int in = (weights.first(y) + tap) * rowLength;
                for (int i = 0; i < rowLength; i++) {
                    sums[i] += weight * (source[in + i] & 0xff);
                }
            }
            int out = y * rowLength;
            for (int i = 0; i < rowLength; i++) {
                target[out + i] = weights.toByte(sums[i]);
            }
        }
        return new RgbImage(image.width(), weights.size(), target);
    }
}
