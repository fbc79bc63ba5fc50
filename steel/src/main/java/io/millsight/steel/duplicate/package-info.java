/**
 * Near-duplicate images: copies, and overlapping crops of one strip. Invariants: a group depends on the pixels only,
 * not on names or annotations; two runs give the same groups.
 */
@NullMarked
package io.millsight.steel.duplicate;

import org.jspecify.annotations.NullMarked;
