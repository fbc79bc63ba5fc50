package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.Defect;
import java.util.List;

/**
 * Pixels and the defects on them.
 *
 * @param image the pixels
 * @param defects inside the image, in its pixels
 */
public record Sample(RgbImage image, List<Defect> defects) {

    public Sample {
        defects = List.copyOf(defects);
        for (Defect defect : defects) {
            if (!defect.box().isInside(image.width(), image.height())) {
                throw new IllegalArgumentException(
                        defect + " is outside the image of " + image.width() + "x" + image.height());
            }
        }
    }
}
