package io.millsight.image;

/**
 * Range of samples with more or less than eight bits, and their conversion to values from 0 to 255.
 *
 * <p>Cameras deliver 10, 12 or 14 bits in 16-bit samples. The number of significant bits is the one stated in the file
 * (PNG: {@code sBIT}; TIFF: {@code SMaxSampleValue} or {@code BitsPerSample}). Otherwise it is the smallest of 8, 10,
 * 12, 14 and 16 that holds the largest value of the image. A value v becomes round(v * 255 / (2^bits - 1)).
 *
 * <p>Pillow clips such grey at 255, so that nearly all of it becomes white. This is the only difference from Pillow. Of
 * colours with all 16 bits, the upper byte is kept, as in Pillow. An image with at most eight significant bits is not
 * changed.
 *
 * @param depth bits of a stored sample
 * @param stated significant bits stated in the file; 0 if none are stated
 * @param whiteIsZero whether 0 means white in the file. The decoder has already inverted the samples within their
 *     container
 */
record SampleRange(int depth, int stated, boolean whiteIsZero) {

    /** Common depths of cameras. */
    private static final int[] USUAL_BITS = {8, 10, 12, 14, 16};

    private static final int DEEP = 16;

    /** Range of a file that states nothing. */
    static final SampleRange UNSTATED = new SampleRange(DEEP, 0, false);

    /**
     * Returns the number of significant bits.
     *
     * @param largest largest sample of the image
     */
    int bits(int largest) {
        if (stated > 0) {
            // A PNG writer may shift the significant bits to the top of the sample. The whole range of the sample is
            // used then.
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
