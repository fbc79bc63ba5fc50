/**
 * Images that show the same piece of steel: copies, and crops of one strip that overlap. What must stay true: a group depends on the pixels
 * alone, never on names or annotations, and two runs find the same.
 */
@NullMarked
package io.millsight.steel.duplicate;

import org.jspecify.annotations.NullMarked;
