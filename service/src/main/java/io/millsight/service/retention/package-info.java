/** Removes every day what is kept no longer, in moments when no image waits. */
@NullMarked
package io.millsight.service.retention;

import org.jspecify.annotations.NullMarked;
