package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.report.BoxEdge;
import java.util.EnumSet;
import java.util.Set;

/**
 * One view of an image for test-time augmentation: a crop, flipped or not.
 *
 * @param image the size of the whole image
 * @param crop in whole pixels of the image
 * @param flip how the crop is flipped
 */
record View(ImageSize image, BoundingBox crop, Flip flip) {

    /** A crop shows a defect if it contains at least this share of the defect's area. */
    private static final double SHOWN_AREA = 0.8;

    /** A crop shows a defect if the visible part is at least this wide and high, as a share of the crop's side. */
    private static final double SHOWN_SIDE = 0.015;

    /** A box edge is cut if it lies this near to an edge of the crop, as a share of the crop's side. */
    private static final double CUT_DISTANCE = 0.015;

    /** Returns the whole image, not flipped. */
    static View whole(ImageSize image) {
        return new View(image, new BoundingBox(0, 0, image.width(), image.height()), Flip.NONE);
    }

    /** Crops and flips an image. */
    RgbImage of(RgbImage pixels) {
        return flip.apply(
                crop.equals(whole(image).crop) ? pixels : pixels.part((int) crop.xMin(), (int) crop.yMin(), size()));
    }

    /** Returns the size of the crop in pixels of the image. */
    ImageSize size() {
        return new ImageSize((int) crop.width(), (int) crop.height());
    }

    /** Converts a box from pixels of the view to pixels of the image. */
    BoundingBox toImage(BoundingBox box) {
        BoundingBox unflipped = flip.apply(box, size());
        return new BoundingBox(
                crop.xMin() + unflipped.xMin(),
                crop.yMin() + unflipped.yMin(),
                Math.min(crop.xMin() + unflipped.xMax(), image.width()),
                Math.min(crop.yMin() + unflipped.yMax(), image.height()));
    }

    /** Returns the intersection over union of the visible parts of two boxes. Both boxes are in pixels of the image. */
    double iou(BoundingBox one, BoundingBox other) {
        return one.intersection(crop) > 0 && other.intersection(crop) > 0
                ? one.within(crop).iou(other.within(crop))
                : 0;
    }

    /** Whether the view shows most of a defect, and shows it large enough. */
    boolean shows(BoundingBox box) {
        if (box.intersection(crop) < SHOWN_AREA * box.area()) {
            return false;
        }
        BoundingBox visible = box.within(crop);
        return visible.width() >= SHOWN_SIDE * crop.width() && visible.height() >= SHOWN_SIDE * crop.height();
    }

    /** Returns the edges of a box that may be cut off by the crop. */
    Set<BoxEdge> cut(BoundingBox box) {
        double nearX = CUT_DISTANCE * crop.width();
        double nearY = CUT_DISTANCE * crop.height();
        Set<BoxEdge> cut = EnumSet.noneOf(BoxEdge.class);
        if (crop.xMin() > 0 && box.xMin() <= crop.xMin() + nearX) {
            cut.add(BoxEdge.X1);
        }
        if (crop.yMin() > 0 && box.yMin() <= crop.yMin() + nearY) {
            cut.add(BoxEdge.Y1);
        }
        if (crop.xMax() < image.width() && box.xMax() >= crop.xMax() - nearX) {
            cut.add(BoxEdge.X2);
        }
        if (crop.yMax() < image.height() && box.yMax() >= crop.yMax() - nearY) {
            cut.add(BoxEdge.Y2);
        }
        return cut;
    }
}
