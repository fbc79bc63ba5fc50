package io.millsight.steel.augment;

import io.millsight.image.RgbImage;
import io.millsight.steel.Defect;
import java.util.List;

/**
 * Image with its defects, as input and output of augmentations.
 *
 * @param image pixels
 * @param defects defects inside the image, in its pixels
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
