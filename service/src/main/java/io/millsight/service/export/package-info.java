/** Reviewed images as a dataset for training. */
@NullMarked
package io.millsight.service.export;

import org.jspecify.annotations.NullMarked;
