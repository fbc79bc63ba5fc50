/**
 * Metrics of boxes: average precision of COCO and VOC, precision and recall at a threshold, confusion matrix,
 * calibration and area IoU. Boxes are in pixels with continuous coordinates. Invariant: the golden tests of {@code
 * golden-metrics}.
 */
@NullMarked
package io.millsight.evaluation.detection;

import org.jspecify.annotations.NullMarked;
