/**
 * How well boxes were placed: average precision as COCO and VOC compute it, precision and recall at a threshold, the confusion matrix,
 * calibration of scores and coverage of areas. What must stay true: the golden tests of {@code golden-metrics}. Boxes are in pixels
 * with continuous coordinates.
 */
@NullMarked
package io.millsight.evaluation.detection;

import org.jspecify.annotations.NullMarked;
