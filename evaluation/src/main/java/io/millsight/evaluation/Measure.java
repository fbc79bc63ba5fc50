package io.millsight.evaluation;

import java.util.Set;

/** All measures, in the order of the tables. */
public enum Measure {
    TYPE_ACCURACY(Kind.TYPES, "type_accuracy", "Type accuracy", Better.HIGHER, "no images"),
    TYPE_EXACT_SET(Kind.TYPES, "type_exact_set", "Exactly the annotated types", Better.HIGHER, "no images"),
    TYPE_PRECISION(Kind.TYPES, "type_precision", "Type precision", Better.HIGHER, "no type was predicted"),
    TYPE_RECALL(Kind.TYPES, "type_recall", "Type recall", Better.HIGHER, "no image has a defect"),
    TYPE_F1(Kind.TYPES, "type_f1", "Type F1", Better.HIGHER, "no type is annotated and none was predicted"),
    TYPE_F1_MACRO(Kind.TYPES, "type_f1_macro", "Type F1, mean of the types", Better.HIGHER, "no image has a defect"),
    ESCAPE_RATE(
            Kind.SURFACES,
            "escape_rate",
            "Escape rate: defective images called clean",
            Better.LOWER,
            "the split has no images with defects"),
    OVERKILL_RATE(
            Kind.SURFACES,
            "overkill_rate",
            "Overkill rate: clean images called defective",
            Better.LOWER,
            "the split has no clean images"),
    UNDETERMINED_RATE(Kind.SURFACES, "undetermined_rate", "Images without a verdict", Better.LOWER, "no images"),
    AP(Kind.BOXES, "ap", "AP50-95", Better.HIGHER, "no annotated boxes"),
    AP50(Kind.BOXES, "ap50", "AP50", Better.HIGHER, "no annotated boxes"),
    AP50_ALL_CANDIDATES(
            Kind.BOXES, "ap50_all_candidates", "AP50 of all candidates", Better.HIGHER, "no annotated boxes"),
    AP75(Kind.BOXES, "ap75", "AP75", Better.HIGHER, "no annotated boxes"),
    AP_SMALL(Kind.BOXES, "ap_small", "AP50-95, small boxes", Better.HIGHER, "no annotated boxes up to 32x32 pixels"),
    AP_MEDIUM(
            Kind.BOXES,
            "ap_medium",
            "AP50-95, medium boxes",
            Better.HIGHER,
            "no annotated boxes from 32x32 to 96x96 pixels"),
    AP_LARGE(Kind.BOXES, "ap_large", "AP50-95, large boxes", Better.HIGHER, "no annotated boxes from 96x96 pixels"),
    AR_1(Kind.BOXES, "ar1", "AR, 1 box per type", Better.HIGHER, "no annotated boxes"),
    AR_10(Kind.BOXES, "ar10", "AR, 10 boxes per type", Better.HIGHER, "no annotated boxes"),
    AR_100(Kind.BOXES, "ar100", "AR, 100 boxes per type", Better.HIGHER, "no annotated boxes"),
    AR_SMALL(Kind.BOXES, "ar_small", "AR, small boxes", Better.HIGHER, "no annotated boxes up to 32x32 pixels"),
    AR_MEDIUM(
            Kind.BOXES,
            "ar_medium",
            "AR, medium boxes",
            Better.HIGHER,
            "no annotated boxes from 32x32 to 96x96 pixels"),
    AR_LARGE(Kind.BOXES, "ar_large", "AR, large boxes", Better.HIGHER, "no annotated boxes from 96x96 pixels"),
    VOC_11_POINT(Kind.BOXES, "voc_ap_11_point", "VOC AP50, 11 points", Better.HIGHER, "no annotated boxes"),
    VOC_AREA(Kind.BOXES, "voc_ap_area", "VOC AP50, area", Better.HIGHER, "no annotated boxes"),
    PRECISION(Kind.BOXES, "precision", "Precision", Better.HIGHER, "no box was predicted"),
    RECALL(Kind.BOXES, "recall", "Recall", Better.HIGHER, "no annotated boxes"),
    F1(Kind.BOXES, "f1", "F1", Better.HIGHER, "no box is annotated and none was predicted"),
    BEST_F1(Kind.BOXES, "best_f1", "F1 at the best score threshold", Better.HIGHER, "no box was predicted"),
    BEST_PRECISION(
            Kind.BOXES,
            "best_f1_precision",
            "Precision at the threshold of the best F1",
            Better.NEITHER,
            "no box was predicted"),
    BEST_RECALL(
            Kind.BOXES,
            "best_f1_recall",
            "Recall at the threshold of the best F1",
            Better.NEITHER,
            "no box was predicted"),
    BEST_THRESHOLD(
            Kind.BOXES, "best_f1_threshold", "Score threshold of the best F1", Better.NEITHER, "no box was predicted"),
    FALSE_ALARMS_PER_IMAGE(Kind.BOXES, "false_alarms_per_image", "False alarms per image", Better.LOWER, "no images"),
    RECALL_FPPI_0_1(
            Kind.BOXES, "recall_fppi_0_1", "Recall at 0.1 false alarms per image", Better.HIGHER, "no annotated boxes"),
    RECALL_FPPI_0_5(
            Kind.BOXES, "recall_fppi_0_5", "Recall at 0.5 false alarms per image", Better.HIGHER, "no annotated boxes"),
    RECALL_FPPI_1(
            Kind.BOXES, "recall_fppi_1", "Recall at 1 false alarm per image", Better.HIGHER, "no annotated boxes"),
    RECALL_FPPI_2(
            Kind.BOXES, "recall_fppi_2", "Recall at 2 false alarms per image", Better.HIGHER, "no annotated boxes"),
    AREA_IOU(Kind.BOXES, "area_iou", "Area IoU (union of boxes)", Better.HIGHER, "no annotated boxes"),
    CALIBRATION_ERROR(Kind.BOXES, "calibration_error", "Calibration error", Better.LOWER, "no box was predicted"),
    BLEU_1(Kind.TEXT, "bleu1", "BLEU-1", Better.HIGHER, "no reference texts"),
    BLEU_2(Kind.TEXT, "bleu2", "BLEU-2", Better.HIGHER, "no reference texts"),
    BLEU_3(Kind.TEXT, "bleu3", "BLEU-3", Better.HIGHER, "no reference texts"),
    BLEU_4(Kind.TEXT, "bleu4", "BLEU-4", Better.HIGHER, "no reference texts"),
    ROUGE_L(Kind.TEXT, "rouge_l", "ROUGE-L", Better.HIGHER, "no reference texts"),
    CIDER(Kind.TEXT, "cider", "CIDEr", Better.HIGHER, "no reference texts"),
    PARSE_FAILURES(Kind.ANSWERS, "parse_failure_rate", "Unreadable answers", Better.LOWER, "no images"),
    TRUNCATIONS(Kind.ANSWERS, "truncation_rate", "Answers cut off", Better.LOWER, "no images"),
    UNREADABLE_IMAGES(
            Kind.ANSWERS, "unreadable_image_rate", "Images that could not be read", Better.LOWER, "no images"),
    HALLUCINATED_TYPES(
            Kind.ANSWERS,
            "hallucinated_type_rate",
            "Predictions of an unknown type",
            Better.LOWER,
            "no box was predicted"),
    OUT_OF_RANGE(
            Kind.ANSWERS,
            "out_of_range_rate",
            "Predicted boxes outside the image",
            Better.LOWER,
            "no box was predicted"),
    SECONDS_PER_IMAGE(Kind.ANSWERS, "seconds_per_image", "Seconds per image", Better.LOWER, "no times were taken"),
    SECONDS_P50(Kind.ANSWERS, "seconds_p50", "Seconds per image, p50", Better.LOWER, "no times were taken"),
    SECONDS_P95(Kind.ANSWERS, "seconds_p95", "Seconds per image, p95", Better.LOWER, "no times were taken");

    /** Subject of a measure. */
    public enum Kind {
        TYPES("Defect types"),
        SURFACES("Clean or defective"),
        BOXES("Boxes"),
        TEXT("Texts"),
        ANSWERS("Answers");

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /** Direction of improvement. */
    public enum Better {
        HIGHER,
        LOWER,
        NEITHER
    }

    private static final Set<Measure> RANKED = Set.of(
            AP,
            AP50,
            AP50_ALL_CANDIDATES,
            AP75,
            AP_SMALL,
            AP_MEDIUM,
            AP_LARGE,
            VOC_11_POINT,
            VOC_AREA,
            RECALL_FPPI_0_1,
            RECALL_FPPI_0_5,
            RECALL_FPPI_1,
            RECALL_FPPI_2);

    private final Kind kind;
    private final String key;
    private final String label;
    private final Better better;
    private final String missingReason;

    Measure(Kind kind, String key, String label, Better better, String missingReason) {
        this.kind = kind;
        this.key = key;
        this.label = label;
        this.better = better;
        this.missingReason = missingReason;
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the name in files. */
    public String key() {
        return key;
    }

    /** Returns the name for people. */
    public String label() {
        return label;
    }

    public Better better() {
        return better;
    }

    /**
     * Returns whether the measure ranks boxes by score. Without a ranking, such a value says little: see {@link
     * ScoreMode#isComparable}.
     */
    public boolean dependsOnScores() {
        return RANKED.contains(this);
    }

    /** Returns the reason for a missing value. */
    String missingReason() {
        return missingReason;
    }
}
