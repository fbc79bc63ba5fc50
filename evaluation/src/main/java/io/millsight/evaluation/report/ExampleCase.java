package io.millsight.evaluation.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.image.RgbImage;

/**
 * Example image with its answers.
 *
 * @param image image with the evaluated answer
 * @param picture pixels, possibly scaled down
 * @param before answer of the base model before the training; empty if unknown
 */
public record ExampleCase(EvaluatedImage image, RgbImage picture, String before) {}
