package io.millsight.image;

/** Resizes images by linear interpolation between pixel centres, without a low-pass filter. Values are rounded to whole grey values. */
public final class BilinearResize {

    private static final int CHANNELS = 3;

    private BilinearResize() {}

    /** Returns the image in another size. */
    public static RgbImage resize(RgbImage image, int width, int height) {
        return image.width() == width && image.height() == height
                ? image
                : resized(
                        image,
                        new Taps(image.width(), 0, image.width(), width),
                        new Taps(image.height(), 0, image.height(), height));
    }

    /**
     * Returns a part of an image in the size of the whole.
     *
     * @param left edge of the part, in pixels
     * @param top edge of the part
     * @param width of the part
     * @param height of the part
     */
    public static RgbImage enlarge(RgbImage image, double left, double top, double width, double height) {
        return resized(
                image,
                new Taps(image.width(), left, width, image.width()),
                new Taps(image.height(), top, height, image.height()));
    }

    private static RgbImage resized(RgbImage image, Taps columns, Taps rows) {
        byte[] source = image.pixels();
        int width = columns.weight.length;
        int height = rows.weight.length;
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

        /** Spreads the given number of places evenly over a part of the source's axis. */
        Taps(int source, double start, double length, int places) {
            first = new int[places];
            second = new int[places];
            weight = new float[places];
            for (int i = 0; i < places; i++) {
                double place = Math.min(Math.max(0, start + (i + 0.5) * length / places - 0.5), source - 1);
                first[i] = (int) place;
                second[i] = Math.min(first[i] + 1, source - 1);
                weight[i] = (float) (place - first[i]);
            }
        }
    }
}
