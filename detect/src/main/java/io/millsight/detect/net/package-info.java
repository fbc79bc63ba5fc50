/** Networks as functions over named weights: convolutions with norms, backbones, the layers of YOLOv7, the feature pyramid. */
@NullMarked
package io.millsight.detect.net;

import org.jspecify.annotations.NullMarked;
