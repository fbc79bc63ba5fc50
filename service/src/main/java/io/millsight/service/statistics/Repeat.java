package io.millsight.service.statistics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Defects at equal distances along a coil: a damaged roll leaves one mark with each turn, so the distance is a candidate for its circumference.
 *
 * @param type the type of the defects
 * @param side the side of the strip; null if unknown
 * @param periodMm the mean distance in millimetres
 * @param acrossMm the mean position across the strip in millimetres
 * @param turns the number of distances from the first to the last mark; a mark may be missing between two others
 * @param chance how many such series are expected by chance among marks that are spread evenly
 * @param marks the marks, along the strip
 */
public record Repeat(
        String type,
        @Nullable String side,
        double periodMm,
        double acrossMm,
        int turns,
        double chance,
        List<Mark> marks) {

    public Repeat {
        marks = List.copyOf(marks);
    }

    /**
     * A defect of the series.
     *
     * @param inspection the picture
     * @param alongMm its position along the strip in millimetres
     * @param acrossMm its position across the strip in millimetres
     */
    public record Mark(String inspection, double alongMm, double acrossMm) {}
}
