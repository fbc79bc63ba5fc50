package io.millsight.steel;

import java.util.List;

/**
 * One defect on one image.
 *
 * @param type type of the defect
 * @param box place of the defect
 * @param flag role of the defect in the evaluation
 */
public record Defect(DefectType type, BoundingBox box, DefectFlag flag) {

    /** Creates a defect without a flag. */
    public Defect(DefectType type, BoundingBox box) {
        this(type, box, DefectFlag.NONE);
    }

    /**
     * Returns whether the defect is part of the evaluation: finding it is a true positive, and missing it is a false
     * negative. VOC's average precision has a rule of its own.
     */
    public boolean isEvaluated() {
        return flag != DefectFlag.CROWD;
    }

    /** Returns the same defect with another box, for example in a crop. */
    public Defect withBox(BoundingBox other) {
        return new Defect(type, other, flag);
    }

    /**
     * Returns the defects that a correct report states: the evaluated ones. If there are none, it returns all, because
     * a surface with a crowd of defects is not clean.
     */
    public static List<Defect> forReport(List<Defect> defects) {
        List<Defect> counted = defects.stream().filter(Defect::isEvaluated).toList();
        return counted.isEmpty() ? defects : counted;
    }
}
