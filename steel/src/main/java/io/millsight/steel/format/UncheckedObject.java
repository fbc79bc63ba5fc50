package io.millsight.steel.format;

import io.millsight.steel.DefectFlag;

/**
 * Statements of an annotation about a defect, before they are checked.
 *
 * @param where place in the file for messages: {@code object 3}
 * @param type type as written
 * @param corners coordinates as written
 * @param flag role of the object in the evaluation
 */
record UncheckedObject(String where, String type, Corners corners, DefectFlag flag) {

    /** Creates an object without a flag. */
    UncheckedObject(String where, String type, Corners corners) {
        this(where, type, corners, DefectFlag.NONE);
    }

    /** Coordinates of a box, in pixels or in fractions of the image's width and height. */
    record Corners(double xMin, double yMin, double xMax, double yMax, boolean fractions) {

        static Corners pixels(double xMin, double yMin, double xMax, double yMax) {
            return new Corners(xMin, yMin, xMax, yMax, false);
        }

        static Corners fractions(double xMin, double yMin, double xMax, double yMax) {
            return new Corners(xMin, yMin, xMax, yMax, true);
        }

        Corners inPixels(int width, int height) {
            return fractions
                    ? pixels(snap(xMin * width), snap(yMin * height), snap(xMax * width), snap(yMax * height))
                    : this;
        }

        /** Rounds to a millionth of a pixel, which removes the rounding error of fractions. */
        private static double snap(double pixels) {
            return Math.rint(pixels * 1e6) / 1e6;
        }
    }
}
