package io.millsight.image;

/** Four-colour encoding of a JPEG. By Adobe's convention the stored values are inverted. */
enum JpegInkEncoding {
    /** The file is grey or has three colours. */
    NONE,
    /** Cyan, magenta, yellow and black. */
    CMYK,
    /** YCCK: luminance and two chrominances of the first three inks, and black. */
    LUMINANCE_AND_BLACK
}
