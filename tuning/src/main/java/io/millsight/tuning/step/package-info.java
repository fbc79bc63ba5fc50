/** One optimiser step: forward, loss on the answer, backward, AdamW; for an adapter or for all weights. */
@NullMarked
package io.millsight.tuning.step;

import org.jspecify.annotations.NullMarked;
