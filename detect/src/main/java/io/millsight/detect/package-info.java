/**
 * Detectors: YOLOv7 and Faster R-CNN on libtorch, to train and to detect with. A detector is an alternative to a vision-language model, and a measure
 * for it. This room knows nothing of Qwen2.5-VL.
 *
 * <p>What must stay true: weights have the names of the reference implementations, so that published weights load; the golden tests hold layers,
 * losses, assignment and detections at the tolerances of the recorded numbers.
 */
@NullMarked
package io.millsight.detect;

import org.jspecify.annotations.NullMarked;
