/**
 * Pictures for people: images with their defects drawn in, and sheets of them. What must stay true: the same input gives the same pixels,
 * no window system is needed, and a type keeps its colour on every picture of one list of types.
 */
@NullMarked
package io.millsight.steel.picture;

import org.jspecify.annotations.NullMarked;
