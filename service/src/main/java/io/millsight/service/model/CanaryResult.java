package io.millsight.service.model;

/** How a model answered the canary image. */
public enum CanaryResult {
    /** As it should. */
    PASSED("the model answers the canary image as it should"),
    /** Not as an earlier start with the same weights and settings. */
    OTHER_BOXES("the model does not answer as it did at its first start; the log says more"),
    /** So that the answer cannot be read, or otherwise the second time. */
    UNSTEADY("the model does not answer the canary image readably, and twice the same"),
    /** Exactly as the base does without the adapter. */
    NO_EFFECT("the adapter changes nothing: the base alone answers the canary image with the same boxes and scores;"
            + " train the adapter again, or take another");

    private final String sentence;

    CanaryResult(String sentence) {
        this.sentence = sentence;
    }

    /** Returns what people have to know, without a full stop. */
    public String sentence() {
        return sentence;
    }
}
