package io.millsight.experiment.report;

import io.millsight.adapter.ReportTask;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;

/**
 * How the answers of an evaluation were made.
 *
 * @param task what the model was asked
 * @param augmentation the views in which the model saw each image
 * @param inference how the model was loaded and asked
 * @param batchSize images that were answered side by side
 */
public record AnswerSettings(
        ReportTask task, TestTimeAugmentation augmentation, QwenInspectorOptions inference, int batchSize) {}
