package io.millsight.detect.box;

import io.millsight.image.RgbImage;

/** Resizes images by linear interpolation between pixel centres, without a low-pass filter. Values are rounded to whole grey values. */
public final class BilinearResize {

    private static final int CHANNELS = 3;

    private BilinearResize() {}

    /** Returns the image in another size. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        if (image.width() == width && image.height() == height) {
            return image;
        }
        Taps columns = new Taps(image.width(), width);
        Taps rows = new Taps(image.height(), height);
        byte[] source = image.pixels();
        byte[] pixels = new byte[CHANNELS * width * height];
        for (int y = 0, place = 0; y < height; y++) {
            int upper = rows.first[y] * image.width() * CHANNELS;
            int lower = rows.second[y] * image.width() * CHANNELS;
            for (int x = 0; x < width; x++) {
                int left = columns.first[x] * CHANNELS;
                int right = columns.second[x] * CHANNELS;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    float above = mix(source, upper + left + channel, upper + right + channel, columns.weight[x]);
                    float below = mix(source, lower + left + channel, lower + right + channel, columns.weight[x]);
                    pixels[place++] = (byte) Math.round(above + rows.weight[y] * (below - above));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    private static float mix(byte[] source, int first, int second, float weight) {
        int one = source[first] & 0xff;
        return one + weight * ((source[second] & 0xff) - one);
    }

    /** For each place of an axis the two source pixels around it, and the weight of the second. */
    private static final class Taps {

        private final int[] first;
        private final int[] second;
        private final float[] weight;

        Taps(int source, int target) {
            first = new int[target];
            second = new int[target];
            weight = new float[target];
            for (int i = 0; i < target; i++) {
                double place = Math.max(0, (i + 0.5) * source / target - 0.5);
                first[i] = Math.min((int) place, source - 1);
                second[i] = Math.min(first[i] + 1, source - 1);
                weight[i] = (float) (place - first[i]);
            }
        }
    }
}
