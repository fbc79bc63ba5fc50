package io.millsight.image;

/**
 * How samples of more or less than eight bits become values from 0 to 255.
 *
 * <p>Cameras deliver 10, 12 or 14 bits in samples of 16. The number of significant bits is what the file states (PNG: {@code sBIT}; TIFF:
 * {@code SMaxSampleValue} or {@code BitsPerSample}); else the smallest of 8, 10, 12, 14 and 16 that holds the largest value of the image. A value v becomes
 * round(v * 255 / (2^bits - 1)). Pillow clips such grey at 255, which makes white of nearly all of it; that is the one departure from
 * Pillow. Colours that use all sixteen bits keep the upper byte, as in Pillow. An image of at most eight significant bits is not changed.
 *
 * @param depth bits of a sample as stored
 * @param stated the significant bits that the file states; 0 if it states none
 * @param whiteIsZero whether the file counts from white to black; the decoder has turned the samples already, by the bits of their container
 */
record SampleRange(int depth, int stated, boolean whiteIsZero) {

    /** The depths of usual cameras. */
    private static final int[] USUAL_BITS = {8, 10, 12, 14, 16};

    private static final int DEEP = 16;

    /** Of a file that says nothing. */
    static final SampleRange UNSTATED = new SampleRange(DEEP, 0, false);

    /** The significant bits of samples of which this is the largest. */
    int bits(int largest) {
        if (stated > 0) {
            // PNG lets a writer shift the significant bits up to the top of the sample. Then the sample's whole range
            // is used.
            return largest < 1 << stated ? stated : depth;
        }
        if (depth < DEEP) {
            return depth;
        }
        for (int bits : USUAL_BITS) {
            if (largest < 1 << bits) {
                return bits;
            }
        }
        return depth;
    }
}
