/**
 * YOLOv7 (Wang, Bochkovskiy and Liao, 2022, arXiv 2207.02696) in two sizes: layers as data, decoding, label assignment, loss and detection.
 */
@NullMarked
package io.millsight.detect.yolo;

import org.jspecify.annotations.NullMarked;
