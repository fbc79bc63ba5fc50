package io.millsight.evaluation.report;

import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.image.RgbImage;
import java.util.List;

/**
 * Example image with its answers.
 *
 * @param image image with the evaluated answer
 * @param pairs annotated and predicted defects side by side, see {@link DefectPairs}
 * @param picture pixels, possibly scaled down
 * @param before answer of the base model before the training; empty if unknown
 */
public record ExampleCase(EvaluatedImage image, List<DefectPairs.Pair> pairs, RgbImage picture, String before) {

    public ExampleCase {
        pairs = List.copyOf(pairs);
    }
}
