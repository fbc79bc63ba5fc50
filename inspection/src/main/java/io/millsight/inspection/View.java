package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.report.BoxEdge;
import java.util.EnumSet;
import java.util.Set;

/**
 * One way to look at a picture: at a part of it, perhaps in a mirror.
 *
 * @param picture its size
 * @param window the part, in whole pixels of the picture
 * @param flip how the part is seen
 */
record View(ImageSize picture, BoundingBox window, Flip flip) {

    /** How much of a defect has to be in a part so that it can be told from there. */
    private static final double ENOUGH = 0.8;

    /** The narrowest that can be seen, as a share of the part's side. */
    private static final double NARROWEST = 0.015;

    /** How near to a cut a box ends that may go on beyond it, likewise. */
    private static final double NEAR = 0.015;

    /** The picture as it is. */
    static View whole(ImageSize picture) {
        return new View(picture, new BoundingBox(0, 0, picture.width(), picture.height()), Flip.NONE);
    }

    /** What is seen of the picture. */
    RgbImage of(RgbImage image) {
        return flip.apply(
                window.equals(whole(picture).window)
                        ? image
                        : image.part((int) window.xMin(), (int) window.yMin(), size()));
    }

    /** The size of the part in pixels of the picture. */
    ImageSize size() {
        return new ImageSize((int) window.width(), (int) window.height());
    }

    /** Where in the picture a box lies that was stated of what is seen, in pixels of the picture. */
    BoundingBox toPicture(BoundingBox seen) {
        BoundingBox part = flip.apply(seen, size());
        return new BoundingBox(
                window.xMin() + part.xMin(),
                window.yMin() + part.yMin(),
                Math.min(window.xMin() + part.xMax(), picture.width()),
                Math.min(window.yMin() + part.yMax(), picture.height()));
    }

    /** What two boxes of the picture have in common, as far as it is seen here: intersection over union of the seen parts. */
    double iou(BoundingBox one, BoundingBox other) {
        return one.intersection(window) > 0 && other.intersection(window) > 0
                ? one.within(window).iou(other.within(window))
                : 0;
    }

    /** Whether a defect can be told from here: most of it is to be seen, and not too small. */
    boolean shows(BoundingBox box) {
        if (box.intersection(window) < ENOUGH * box.area()) {
            return false;
        }
        BoundingBox seen = box.within(window);
        return seen.width() >= NARROWEST * window.width() && seen.height() >= NARROWEST * window.height();
    }

    /** The sides on which a box seen here may go on beyond the part. */
    Set<BoxEdge> cut(BoundingBox box) {
        double nearX = NEAR * window.width();
        double nearY = NEAR * window.height();
        Set<BoxEdge> cut = EnumSet.noneOf(BoxEdge.class);
        if (window.xMin() > 0 && box.xMin() <= window.xMin() + nearX) {
            cut.add(BoxEdge.X1);
        }
        if (window.yMin() > 0 && box.yMin() <= window.yMin() + nearY) {
            cut.add(BoxEdge.Y1);
        }
        if (window.xMax() < picture.width() && box.xMax() >= window.xMax() - nearX) {
            cut.add(BoxEdge.X2);
        }
        if (window.yMax() < picture.height() && box.yMax() >= window.yMax() - nearY) {
            cut.add(BoxEdge.Y2);
        }
        return cut;
    }
}
