package io.millsight.qwen.image;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.qwen.config.VisionConfig;
import java.nio.file.Path;

/** Pixels to patches: resize, normalise, cut. Immutable, so safe for use by several threads. */
public final class ImageProcessor {

    /** An image is refused if one side is more than so many times the other. */
    public static final int MAX_ASPECT_RATIO = SmartResize.MAX_ASPECT_RATIO;

    private static final int LEVELS = 256;

    private final ImageProcessorConfig config;
    private final ResizeVariant variant;
    /** The normalised value of every byte, for each channel. */
    private final float[][] normalised;

    public ImageProcessor(ImageProcessorConfig config, ResizeVariant variant) {
        this.config = config;
        this.variant = variant;
        this.normalised = new float[VisionConfig.CHANNELS][];
        for (int channel = 0; channel < normalised.length; channel++) {
            float mean = config.mean().get(channel).floatValue();
            float deviation = config.standardDeviation().get(channel).floatValue();
            normalised[channel] = switch (variant) {
                case ATEN -> normaliseBytes(mean, deviation);
                case PILLOW -> normaliseFractions(mean, deviation);
            };
        }
    }

    /**
     * The patches of an image file.
     *
     * @throws InvalidImageException if the file cannot be read or its image is too long and thin
     */
    public PixelPatches process(Path file) {
        RgbImage image = ImageFile.read(file);
        requireUsable(image.size(), file.toString());
        return process(image);
    }

    /**
     * The patches of an image.
     *
     * @throws InvalidImageException if it is too long and thin
     */
    public PixelPatches process(RgbImage image) {
        return process(image, image.size());
    }

    /**
     * The patches of an image that is shown as one of another size, such as a part of a picture as large as the whole.
     *
     * @throws InvalidImageException if that size is too long and thin
     */
    public PixelPatches process(RgbImage image, ImageSize shown) {
        ImageSize size = resizedSize(shown);
        RgbImage resized = BicubicResize.resize(image, size, variant);
        PatchGrid grid = grid(size);
        return new PixelPatches(cut(resized, grid), grid, size, grid.tokens(config.mergeSize()));
    }

    /** Returns the side of the square of patches that becomes one token. */
    public int mergeSize() {
        return config.mergeSize();
    }

    /**
     * The size to which an image of this size is brought.
     *
     * @throws InvalidImageException if it is too long and thin
     */
    public ImageSize resizedSize(ImageSize original) {
        return SmartResize.fit(original, config);
    }

    /**
     * Refuses the size of an image that cannot be processed, before its pixels are read.
     *
     * @param name with which the message begins
     * @throws InvalidImageException if the image is too long and thin
     */
    public void requireUsable(ImageSize original, String name) {
        try {
            resizedSize(original);
        } catch (InvalidImageException e) {
            throw new InvalidImageException(name + ": " + e.getMessage(), e);
        }
    }

    /**
     * How many tokens an image of this size takes in a prompt.
     *
     * @throws InvalidImageException if it is too long and thin
     */
    public int tokens(ImageSize original) {
        return grid(resizedSize(original)).tokens(config.mergeSize());
    }

    private PatchGrid grid(ImageSize resized) {
        return new PatchGrid(1, resized.height() / config.patchSize(), resized.width() / config.patchSize());
    }

    private float[] cut(RgbImage image, PatchGrid grid) {
        int side = config.patchSize();
        int merge = config.mergeSize();
        int patchValues = VisionConfig.CHANNELS * config.temporalPatchSize() * side * side;
        float[] values = new float[Math.multiplyExact(grid.patches(), patchValues)];
        int out = 0;
        for (int groupRow = 0; groupRow < grid.height(); groupRow += merge) {
            for (int groupColumn = 0; groupColumn < grid.width(); groupColumn += merge) {
                for (int row = groupRow; row < groupRow + merge; row++) {
                    for (int column = groupColumn; column < groupColumn + merge; column++) {
                        copyPatch(image, column * side, row * side, values, out);
                        out += patchValues;
                    }
                }
            }
        }
        return values;
    }

    /** Channel by channel, and within a channel the same frame as often as a patch has frames. */
    private void copyPatch(RgbImage image, int left, int top, float[] values, int start) {
        byte[] pixels = image.pixels();
        int side = config.patchSize();
        int frame = side * side;
        int out = start;
        for (int channel = 0; channel < VisionConfig.CHANNELS; channel++) {
            float[] levels = normalised[channel];
            int frameStart = out;
            for (int y = top; y < top + side; y++) {
                int in = (y * image.width() + left) * VisionConfig.CHANNELS + channel;
                for (int x = 0; x < side; x++, in += VisionConfig.CHANNELS) {
                    values[out++] = levels[pixels[in] & 0xff];
                }
            }
            for (int copy = 1; copy < config.temporalPatchSize(); copy++, out += frame) {
                System.arraycopy(values, frameStart, values, out, frame);
            }
        }
    }

    /** As torchvision: mean and deviation are scaled up instead of the pixels down, in float32. */
    private float[] normaliseBytes(float mean, float deviation) {
        float scale = (float) (1 / config.rescaleFactor());
        float[] values = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            values[level] = (level - mean * scale) / (deviation * scale);
        }
        return values;
    }

    /** As the reference around Pillow: pixels are scaled in float64 and rounded to float32 first. */
    private float[] normaliseFractions(float mean, float deviation) {
        float[] values = new float[LEVELS];
        for (int level = 0; level < LEVELS; level++) {
            values[level] = ((float) (level * config.rescaleFactor()) - mean) / deviation;
        }
        return values;
    }
}
