package io.millsight.evaluation.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.image.RgbImage;

/**
 * An image to show, with what was said of it.
 *
 * @param image with the answer that was evaluated
 * @param picture its pixels, perhaps scaled down
 * @param before what the model said before it was tuned; empty if unknown
 */
public record ExampleCase(EvaluatedImage image, RgbImage picture, String before) {}
