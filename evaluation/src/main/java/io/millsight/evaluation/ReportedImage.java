package io.millsight.evaluation;

import java.util.List;

/**
 * Image with the score threshold of its answer. The answers of two models that are compared may have different
 * thresholds.
 *
 * @param image the image with the whole answer
 * @param scoreThreshold defects with a lower score are not reported
 */
record ReportedImage(EvaluatedImage image, double scoreThreshold) {

    static List<ReportedImage> of(EvaluationInput input, EvaluationSettings settings) {
        return input.images().stream()
                .map(image -> new ReportedImage(image, settings.scoreThreshold()))
                .toList();
    }

    /** Returns the reported defects in the order of the answer. */
    List<ScoredDefect> defects() {
        return image.prediction().defects().stream()
                .filter(defect -> defect.score() >= scoreThreshold)
                .toList();
    }
}
