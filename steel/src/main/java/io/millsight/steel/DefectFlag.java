package io.millsight.steel;

/** What an annotation says about the use of an object in measurements, beside its type and box. */
public enum DefectFlag {
    /** An ordinary object: to be found, and to be claimed once. */
    NONE,
    /**
     * A region with many objects that are not told apart, COCO's {@code "iscrowd": 1}. Claims inside it are neither hits nor false
     * alarms, however many there are.
     */
    CROWD,
    /**
     * An object that is hard to recognise, VOC's {@code <difficult>1</difficult>}. In VOC's average precision it is neither a hit nor a miss.
     * COCO and the text measures do not know the flag: there, and in answers to learn from, it is an ordinary object.
     */
    DIFFICULT
}
