package io.millsight.experiment;

import io.millsight.evaluation.EvaluationSettings;
import io.millsight.inspection.QwenInspectorOptions;

/**
 * How models are asked and how their answers are measured.
 *
 * @param inference how models are loaded and asked; its types are ignored, since a model without a task of its own is asked
 *     for the types of the dataset. Its score threshold decides on what is reported; null for the one that is stored with a
 *     model
 * @param metrics how answers are measured; their score threshold is ignored
 * @param batchSize images that are answered side by side, at least 1
 */
public record ExperimentSettings(QwenInspectorOptions inference, EvaluationSettings metrics, int batchSize) {

    public ExperimentSettings {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batchSize " + batchSize + ": give at least 1");
        }
    }

    /** Returns the settings of the command line's defaults: the best device and type, one image after the other. */
    public static ExperimentSettings standard() {
        return new ExperimentSettings(QwenInspectorOptions.builder().build(), EvaluationSettings.DEFAULT, 1);
    }
}
