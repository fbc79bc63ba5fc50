package io.millsight.service.openai;

/** How the content of an answer is written. */
enum AnswerFormat {
    /** The model's own words. */
    TEXT,
    /** A report with verdict and boxes. */
    REPORT,
    /** The list of boxes that Qwen2.5-VL writes: {@code bbox_2d} and {@code label}. */
    QWEN
}
