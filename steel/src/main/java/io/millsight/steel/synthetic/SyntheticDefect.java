package io.millsight.steel.synthetic;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** How one type of defect comes about: on which ground, how many, how large, and how it is drawn. Sizes are for surfaces of 200x200 pixels. */
sealed interface SyntheticDefect permits Crazing, Inclusion, Patch, PittedSurface, RolledInScale, Scratch {

    /** One of each type of NEU-DET, in its order. */
    List<SyntheticDefect> ALL = List.of(
            new Crazing(), new Inclusion(), new Patch(), new PittedSurface(), new RolledInScale(), new Scratch());

    DefectType type();

    /** Where it is mostly found. */
    Ground ground();

    /** How bright and how rich in contrast photographs of it are. */
    IntensityQuantiles exposure();

    /** How many there are on a surface. */
    int count(RandomGenerator random);

    /** Width and height of one, before the border of the picture cuts it. */
    Extent extent(boolean upright, RandomGenerator random);

    /** How much darker or brighter than the ground it is, in grey values. */
    double strength(RandomGenerator random);

    /** Draws one into a place, which may lie partly outside the picture. */
    void draw(Brush brush, Place place, RandomGenerator random);

    /** How many {@linkplain #distractor single marks} lie about on a surface at most. */
    int maxDistractors();

    /** Draws a single small mark of its kind, as they lie about on the same surfaces and no inspector would report. */
    void distractor(Brush brush, Place place, RandomGenerator random);

    /** A size in pixels. */
    record Extent(double width, double height) {

        Extent turnedIf(boolean turned) {
            return turned ? new Extent(/* width= */ height, /* height= */ width) : this;
        }
    }

    /**
     * A rectangle in the picture's pixels, of which parts may be outside.
     *
     * @param upright whether long defects run from top to bottom
     */
    record Place(double x, double y, double width, double height, boolean upright) {

        /** Whether it is longer from top to bottom than from left to right. */
        boolean isTall() {
            return height >= width;
        }

        double along() {
            return isTall() ? height : width;
        }

        double across() {
            return isTall() ? width : height;
        }

        /** Changes the pixel at a distance along and across from the place's first corner. */
        void darken(Brush brush, double along, double across, double share) {
            if (isTall()) {
                brush.darken(x + across, y + along, share);
            } else {
                brush.darken(x + along, y + across, share);
            }
        }

        /** The angle of what runs across the strip. */
        double crosswise() {
            return upright ? 0 : Math.PI / 2;
        }

        double area() {
            return width * height;
        }

        double anyX(RandomGenerator random) {
            return x + width * random.nextDouble();
        }

        double anyY(RandomGenerator random) {
            return y + height * random.nextDouble();
        }

        double centreX() {
            return x + width / 2;
        }

        double centreY() {
            return y + height / 2;
        }

        /** The part of it that is in a picture of this size. */
        BoundingBox inside(int pictureWidth, int pictureHeight) {
            return new BoundingBox(
                    Math.max(0, x),
                    Math.max(0, y),
                    Math.min(pictureWidth, x + width),
                    Math.min(pictureHeight, y + height));
        }
    }
}
