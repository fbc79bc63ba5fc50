package io.millsight.steel.audit;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frequency and size of a type.
 *
 * @param type name of the type
 * @param images number of images with this type
 * @param boxes number of boxes
 * @param area area of a box divided by the area of its image; null without boxes
 * @param aspect width of a box divided by its height; null without boxes
 */
public record TypeStatistics(
        String type,
        int images,
        int boxes,
        @Nullable Distribution area,
        @Nullable Distribution aspect) {

    static TypeStatistics of(DefectType type, List<AnnotatedImage> images) {
        List<Double> areas = new ArrayList<>();
        List<Double> aspects = new ArrayList<>();
        int imagesWithType = 0;
        for (AnnotatedImage image : images) {
            int before = areas.size();
            for (Defect defect : image.defects()) {
                if (defect.type().equals(type)) {
                    areas.add(defect.box().area() / ((double) image.width() * image.height()));
                    aspects.add(defect.box().width() / defect.box().height());
                }
            }
            imagesWithType += areas.size() > before ? 1 : 0;
        }
        return new TypeStatistics(
                type.name(),
                imagesWithType,
                areas.size(),
                areas.isEmpty() ? null : Distribution.of(areas),
                aspects.isEmpty() ? null : Distribution.of(aspects));
    }
}
