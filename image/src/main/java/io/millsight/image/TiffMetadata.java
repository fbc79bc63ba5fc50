package io.millsight.image;

import java.io.EOFException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.IIOException;
import javax.imageio.stream.ImageInputStream;

/** Reads the directories of a TIFF file (TIFF 6.0, part 1 and sections 10 to 23). */
final class TiffMetadata {

    private static final int SUBFILE_TYPE = 254;
    private static final int BITS_PER_SAMPLE = 258;
    private static final int PHOTOMETRIC = 262;
    private static final int SAMPLES_PER_PIXEL = 277;
    private static final int MAX_SAMPLE_VALUE = 281;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_LENGTH = 323;
    private static final int SAMPLE_FORMAT = 339;
    private static final int LARGEST_SAMPLE_VALUE = 341; // SMaxSampleValue

    private static final int WHITE_IS_ZERO = 0;
    private static final int UNSIGNED = 1;
    private static final int SIGNED = 2;
    private static final int FLOATING_POINT = 3;
    private static final int UNDEFINED = 4;

    /** Bits of the subfile type: reduced copy of another page, or mask of another page. */
    private static final int NO_PAGE = 1 | 4;

    /** Limit of Pillow: four inks and two further channels. */
    private static final int MAX_SAMPLES = 6;

    /** Bits per sample that the decoder supports. */
    private static final Set<Long> DEPTHS = Set.of(1L, 2L, 4L, 8L, 10L, 12L, 14L, 16L);

    /** Limits the time for a file that consists of directories only. */
    private static final int MAX_PAGES = 100_000;

    private static final String REMEDY = "; save it as unsigned grey or RGB of 8 or 16 bits";

    private TiffMetadata() {}

    static ImageMetadata read(ImageInputStream file) throws IOException {
        long offset = TiffDirectory.first(file, 0);
        TiffDirectory first = TiffDirectory.read(file, 0, offset);
        requireKnown(first);
        return new ImageMetadata(first.orientation(), pages(file, first, offset), range(first));
    }

    private static void requireKnown(TiffDirectory directory) {
        long format = directory.value(SAMPLE_FORMAT, UNSIGNED);
        if (format == FLOATING_POINT) {
            throw new InvalidImageException("a TIFF of floating-point samples (float) is not read" + REMEDY);
        }
        long depth = directory.largest(BITS_PER_SAMPLE, 1);
        if (!DEPTHS.contains(depth)) {
            throw new InvalidImageException("a TIFF of samples of " + depth + " bits is not read" + REMEDY);
        }
        if (format == SIGNED) {
            throw new InvalidImageException("a TIFF of signed samples is not read" + REMEDY);
        }
        if (format != UNSIGNED && format != UNDEFINED) {
            throw new InvalidImageException("a TIFF of complex samples is not read" + REMEDY);
        }
        long samples = directory.value(SAMPLES_PER_PIXEL, 1);
        if (samples > MAX_SAMPLES) {
            throw new InvalidImageException("a TIFF of " + samples + " samples a pixel is not read" + REMEDY);
        }
        String colours = coloursNotRead((int) directory.value(PHOTOMETRIC, 1));
        if (!colours.isEmpty()) {
            throw new InvalidImageException("a TIFF of " + colours + " is not read" + REMEDY);
        }
        long tile = directory.value(TILE_WIDTH, 0) * directory.value(TILE_LENGTH, 0);
        if (tile > ImageLimits.MAX_PIXELS) {
            throw new InvalidImageException(
                    "a TIFF of tiles of " + tile + " pixels is not read; save it with smaller tiles");
        }
    }

    /**
     * Returns the name of colours that are not supported, because they need a profile or the layout of a sensor; empty
     * for supported colours.
     */
    private static String coloursNotRead(int photometric) {
        return switch (photometric) {
            case 8, 9, 10 -> "Lab colours";
            case 32803, 34892 -> "raw sensor colours";
            case 32844, 32845 -> "logarithmic colours (LogLuv)";
            default -> "";
        };
    }

    private static SampleRange range(TiffDirectory directory) {
        int depth = (int) directory.largest(BITS_PER_SAMPLE, 1);
        long largest = directory.largest(LARGEST_SAMPLE_VALUE, directory.largest(MAX_SAMPLE_VALUE, 0));
        int stated = largest <= 0 || largest >= 1L << depth ? 0 : Long.SIZE - Long.numberOfLeadingZeros(largest);
        return new SampleRange(depth, stated, directory.value(PHOTOMETRIC, 1) == WHITE_IS_ZERO);
    }

    private static int pages(ImageInputStream file, TiffDirectory first, long firstOffset) throws IOException {
        Set<Long> seen = new HashSet<>(Set.of(firstOffset));
        int pages = 1;
        TiffDirectory directory = first;
        try {
            while (directory.next() != 0 && seen.add(directory.next()) && seen.size() < MAX_PAGES) {
                directory = TiffDirectory.read(file, 0, directory.next());
                pages += (directory.value(SUBFILE_TYPE, 0) & NO_PAGE) == 0 ? 1 : 0;
            }
        } catch (EOFException | IIOException | IndexOutOfBoundsException e) {
            // damage after the page that is read
        }
        return pages;
    }
}
