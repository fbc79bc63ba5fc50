package io.millsight.detect;

/**
 * An annotated box on an image in the size that the network is shown.
 *
 * @param type place of the type in the detector's list, from 0
 * @param x1 left edge in pixels
 * @param y1 top edge
 * @param x2 right edge, above the left one
 * @param y2 bottom edge, above the top one
 */
public record LabelledBox(int type, float x1, float y1, float x2, float y2) {

    public LabelledBox {
        if (!(x2 > x1 && y2 > y1)) { // also refuses NaN
            throw new IllegalArgumentException(
                    "a box has an extent, but this one is x " + x1 + ".." + x2 + ", y " + y1 + ".." + y2);
        }
    }
}
