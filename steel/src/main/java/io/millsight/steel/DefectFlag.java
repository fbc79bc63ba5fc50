package io.millsight.steel;

/** Role of an annotated object in the evaluation. */
public enum DefectFlag {
    /** Ordinary object, which should be predicted once. */
    NONE,
    /**
     * Region with many objects that are not separated: COCO's {@code "iscrowd": 1}. Predictions inside it are ignored,
     * however many there are.
     */
    CROWD,
    /**
     * Object that is hard to recognise: VOC's {@code <difficult>1</difficult>}. VOC's average precision ignores it.
     * COCO's metrics, the text metrics and the training targets treat it as an ordinary object.
     */
    DIFFICULT
}
