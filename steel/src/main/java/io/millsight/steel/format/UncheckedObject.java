package io.millsight.steel.format;

import io.millsight.steel.DefectFlag;

/**
 * What an annotation says about a defect, before any of it is believed.
 *
 * @param where the place in the file, for messages: {@code object 3}
 * @param type as it is written
 * @param flag whether the object counts when answers are measured
 */
record UncheckedObject(String where, String type, Corners corners, DefectFlag flag) {

    /** An ordinary object. */
    UncheckedObject(String where, String type, Corners corners) {
        this(where, type, corners, DefectFlag.NONE);
    }

    /** Four numbers that should make a box: in pixels, or in fractions of the image's width and height. */
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

        /** Removes the noise of a division and a multiplication: a millionth of a pixel. */
        private static double snap(double pixels) {
            return Math.rint(pixels * 1e6) / 1e6;
        }
    }
}
