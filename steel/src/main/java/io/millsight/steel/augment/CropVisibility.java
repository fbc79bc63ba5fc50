package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.List;

/** Selects the defects that are visible in a crop. */
final class CropVisibility {

    private CropVisibility() {}

    /**
     * Returns the visible defects, in pixels of the resized crop.
     *
     * @param window the crop, in pixels of the image
     * @param defects defects of the whole image
     * @param shown size of the resized crop
     * @param minVisible smallest visible fraction of a box's area
     * @param minSide shortest side of a visible box, in pixels of the resized crop
     */
    static List<Defect> in(
            BoundingBox window, List<Defect> defects, ImageSize shown, double minVisible, double minSide) {
        double scaleX = shown.width() / window.width();
        double scaleY = shown.height() / window.height();
        List<Defect> visible = new ArrayList<>();
        for (Defect defect : defects) {
            BoundingBox box = defect.box();
            double seenArea = box.intersection(window);
            if (seenArea <= 0 || seenArea < minVisible * box.area()) {
                continue;
            }
            BoundingBox part = box.within(window);
            BoundingBox seen = new BoundingBox(
                    scaleX * part.xMin(),
                    scaleY * part.yMin(),
                    Math.min(shown.width(), scaleX * part.xMax()),
                    Math.min(shown.height(), scaleY * part.yMax()));
            if (seen.width() >= minSide && seen.height() >= minSide) {
                visible.add(defect.withBox(seen));
            }
        }
        return visible;
    }
}
