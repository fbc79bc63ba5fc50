package io.millsight.image;

/**
 * Metadata of an image file that is needed to decode its pixels.
 *
 * @param orientation orientation of the camera
 * @param pictures number of pages of a TIFF, or of frames of an animation
 * @param range range of the samples
 * @param inks four-colour encoding of a JPEG
 */
record ImageMetadata(ExifOrientation orientation, int pictures, SampleRange range, JpegInkEncoding inks) {

    /** Metadata of a file that states nothing: one upright image. */
    static final ImageMetadata PLAIN = new ImageMetadata(ExifOrientation.UPRIGHT, 1, SampleRange.UNSTATED);

    ImageMetadata(ExifOrientation orientation, int pictures, SampleRange range) {
        this(orientation, pictures, range, JpegInkEncoding.NONE);
    }
}
