package io.millsight.image;

/**
 * What a file says about its pixels beside their values.
 *
 * @param orientation how the camera was held
 * @param pictures how many the file holds: pages of a TIFF, frames of an animation
 * @param range of the samples
 * @param inks in which a JPEG stores its colours
 */
record ImageMetadata(ExifOrientation orientation, int pictures, SampleRange range, JpegInkEncoding inks) {

    /** Of a file that says nothing: one upright picture. */
    static final ImageMetadata PLAIN = new ImageMetadata(ExifOrientation.UPRIGHT, 1, SampleRange.UNSTATED);

    ImageMetadata(ExifOrientation orientation, int pictures, SampleRange range) {
        this(orientation, pictures, range, JpegInkEncoding.NONE);
    }
}
