package io.millsight.steel.format;

/**
 * What an annotation says about a defect, before any of it is believed.
 *
 * @param where the place in the file, for messages: {@code object 3}
 * @param type as it is written
 */
record ObjectDraft(String where, String type, Corners corners) {

    /** Four numbers that should make a box: in pixels, or in fractions of the image's width and height. */
    record Corners(double xMin, double yMin, double xMax, double yMax, boolean fractions) {

        static Corners pixels(double xMin, double yMin, double xMax, double yMax) {
            return new Corners(xMin, yMin, xMax, yMax, false);
        }

        Corners inPixels(int width, int height) {
            return fractions ? pixels(xMin * width, yMin * height, xMax * width, yMax * height) : this;
        }
    }
}
