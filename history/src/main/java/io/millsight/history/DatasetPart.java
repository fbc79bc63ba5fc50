package io.millsight.history;

/** What an image of a dataset version is for. */
public enum DatasetPart {
    /** To learn from. */
    TRAIN,
    /** To choose the best checkpoint. */
    VAL,
    /** To compare models on; never learned from. */
    GOLD
}
