package io.millsight.steel.synthetic;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import java.util.random.RandomGenerator;

/** Drawing rules of one defect type: background, number, size and shape. Sizes are for surfaces of 200x200 pixels. */
sealed interface SyntheticDefect permits Crazing, Inclusion, Patch, PittedSurface, RolledInScale, Scratch {

    /** The six types of NEU-DET, in alphabetical order. */
    List<SyntheticDefect> ALL = List.of(
            new Crazing(), new Inclusion(), new Patch(), new PittedSurface(), new RolledInScale(), new Scratch());

    DefectType type();

    /** Returns the background on which the type usually occurs. */
    Ground ground();

    /** Returns the brightness and contrast of real images of this type. */
    IntensityQuantiles exposure();

    /** Returns the number of defects on a surface. */
    int count(RandomGenerator random);

    /** Returns width and height of a defect, before the image border cuts it. */
    Extent extent(boolean upright, RandomGenerator random);

    /** Returns the difference from the background in grey values. Positive is darker. */
    double strength(RandomGenerator random);

    /** Draws a defect into a place, which may lie partly outside the image. */
    void draw(Brush brush, Place place, RandomGenerator random);

    /** Returns the largest number of {@linkplain #distractor distractors} on a surface. */
    int maxDistractors();

    /** Draws a distractor: a single small mark, as it occurs on such surfaces without being a defect. */
    void distractor(Brush brush, Place place, RandomGenerator random);

    /** Size in pixels. */
    record Extent(double width, double height) {

        Extent turnedIf(boolean turned) {
            return turned ? new Extent(/* width= */ height, /* height= */ width) : this;
        }
    }

    /**
     * Rectangle in pixels of the image, which may exceed the image.
     *
     * @param x left edge
     * @param y top edge
     * @param width width
     * @param height height
     * @param upright whether long defects run from top to bottom
     */
    record Place(double x, double y, double width, double height, boolean upright) {

        /** Returns whether the height is at least the width. */
        boolean isTall() {
            return height >= width;
        }

        double along() {
            return isTall() ? height : width;
        }

        double across() {
            return isTall() ? width : height;
        }

        /** Darkens the pixel at a distance along and across from the top left corner. */
        void darken(Brush brush, double along, double across, double share) {
            if (isTall()) {
                brush.darken(x + across, y + along, share);
            } else {
                brush.darken(x + along, y + across, share);
            }
        }

        /** Returns the angle across the strip. */
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

        /** Returns the part inside an image of this size. */
        BoundingBox inside(int pictureWidth, int pictureHeight) {
            return new BoundingBox(
                    Math.max(0, x),
                    Math.max(0, y),
                    Math.min(pictureWidth, x + width),
                    Math.min(pictureHeight, y + height));
        }
    }
}
