package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.List;

/** What is seen of defects in a part of an image. */
final class CropVisibility {

    private CropVisibility() {}

    /**
     * The defects of which enough is visible, in pixels of the part as it is shown.
     *
     * @param window the part, in pixels of the image
     * @param shown the size that the part is shown in
     * @param minVisible the part of a box's area that must be visible
     * @param minSide the shortest side of a visible box in pixels of what is shown
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
