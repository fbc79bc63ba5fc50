package io.millsight.evaluation.report;

import io.millsight.evaluation.Measure;
import java.util.Map;

/**
 * Published figures for comparison. They were measured on other images, so only the order of magnitude is comparable.
 *
 * @param label source of the figures
 * @param values value by measure
 */
public record PublishedResult(String label, Map<Measure, Double> values) {

    /** The paper that this project reproduces: Liu, Advances in Engineering Innovation 16(8), 2025. */
    public static final PublishedResult PAPER = new PublishedResult(
            "Paper (Liu 2025)",
            Map.of(Measure.BLEU_4, 0.685, Measure.ROUGE_L, 0.721, Measure.CIDER, 1.854, Measure.TYPE_ACCURACY, 0.901));

    public PublishedResult {
        values = Map.copyOf(values);
    }
}
