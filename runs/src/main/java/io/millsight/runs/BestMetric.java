package io.millsight.runs;

/** A figure of an evaluation that can decide which checkpoint is the best. */
public enum BestMetric {
    /** The evaluation loss; lower is better. */
    EVAL_LOSS("evaluation loss"),
    /** Mean average precision at an IoU of 0.5. */
    MAP50("mAP50"),
    /** F1 of the boxes at an IoU of 0.5. */
    F1("F1"),
    /** Share of images whose first predicted type is right. */
    TYPE_ACCURACY("type accuracy");

    private final String label;

    BestMetric(String label) {
        this.label = label;
    }

    /** Returns the name for people. */
    public String label() {
        return label;
    }
}
