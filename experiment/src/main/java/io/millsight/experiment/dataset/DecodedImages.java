package io.millsight.experiment.dataset;

import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * The decoded images of a run. Each file is decoded once, as long as the pixels of all files fit into a bound.
 *
 * <p>Images that would exceed the bound are not kept: they are decoded each time they are asked for. Nothing that is kept is
 * given up for a later image, because a run passes over the same images in the same order several times. A cache that drops
 * the oldest image would then never hold the image that is asked for next.
 *
 * <p>Thread-safe.
 */
public final class DecodedImages {

    private static final long MAXIMUM_BYTES = 256L << 20;

    /** At most this part of the Java heap is used. */
    private static final int PART_OF_HEAP = 8;

    private static final long BYTES_PER_PIXEL = 3;

    private final long maximumBytes;
    private final Function<AnnotatedImage, RgbImage> decoder;
    private final Map<Path, RgbImage> kept = new HashMap<>();
    private long bytes;

    /** Keeps up to 256 MiB of pixels, and at most an eighth of the Java heap. */
    public DecodedImages() {
        this(Math.min(MAXIMUM_BYTES, Runtime.getRuntime().maxMemory() / PART_OF_HEAP), AnnotatedImage::readPixels);
    }

    /**
     * Keeps up to a number of bytes of pixels, three for each pixel.
     *
     * @param decoder decodes an image; throws an {@link io.millsight.image.InvalidImageException} if it cannot
     */
    public DecodedImages(long maximumBytes, Function<AnnotatedImage, RgbImage> decoder) {
        this.maximumBytes = maximumBytes;
        this.decoder = decoder;
    }

    /**
     * Returns the pixels of an image.
     *
     * @throws io.millsight.image.InvalidImageException if the file cannot be read, or has another size than when the dataset
     *     was read
     */
    public synchronized RgbImage pixels(AnnotatedImage image) {
        RgbImage known = kept.get(image.file());
        if (known != null) {
            return known;
        }
        RgbImage pixels = decoder.apply(image);
        long size = BYTES_PER_PIXEL * pixels.width() * pixels.height();
        if (bytes + size <= maximumBytes) {
            kept.put(image.file(), pixels);
            bytes += size;
        }
        return pixels;
    }
}
