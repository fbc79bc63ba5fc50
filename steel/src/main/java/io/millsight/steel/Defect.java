package io.millsight.steel;

import java.util.List;

/**
 * One defect on one image.
 *
 * @param flag whether the defect counts when answers are measured
 */
public record Defect(DefectType type, BoundingBox box, DefectFlag flag) {

    /** An ordinary defect. */
    public Defect(DefectType type, BoundingBox box) {
        this(type, box, DefectFlag.NONE);
    }

    /** Whether finding this defect is a hit and overlooking it a miss, by every rule but VOC's. */
    public boolean isEvaluated() {
        return flag != DefectFlag.CROWD;
    }

    /** The same defect in another place, as on a part of the image. */
    public Defect withBox(BoundingBox other) {
        return new Defect(type, other, flag);
    }

    /**
     * The defects that a right answer states: those that count. Where none counts, the answer states all, because a surface with a
     * crowd of defects is not a clean surface.
     */
    public static List<Defect> forReport(List<Defect> defects) {
        List<Defect> counted = defects.stream().filter(Defect::isEvaluated).toList();
        return counted.isEmpty() ? defects : counted;
    }
}
