package io.millsight.image;

/** In which of four inks a JPEG stores its colours; by the convention of Adobe the values are inverted. */
enum JpegInkEncoding {
    /** None: the file is grey or in three colours. */
    NONE,
    /** Cyan, magenta, yellow and black. */
    CMYK,
    /** Luminance and two chrominances of the first three inks (YCCK), and black. */
    LUMINANCE_AND_BLACK
}
