/**
 * Images for people: images with their defects, and pages of them. Invariants: the same input gives the same pixels; no
 * window system is needed; a type has the same colour on every image of one list of types.
 */
@NullMarked
package io.millsight.steel.picture;

import org.jspecify.annotations.NullMarked;
