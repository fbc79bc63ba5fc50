/** Training detectors: settings, augmented batches, the optimiser, the average of the weights, the loop with checkpoints. */
@NullMarked
package io.millsight.detect.train;

import org.jspecify.annotations.NullMarked;
