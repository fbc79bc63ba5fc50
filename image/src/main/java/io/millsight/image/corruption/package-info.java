/**
 * Image corruptions: lens, sensor, exposure, compression. Invariants: the size and the positions are unchanged, so
 * boxes stay valid; the result is a pure function of the pixels and the random numbers.
 */
@NullMarked
package io.millsight.image.corruption;

import org.jspecify.annotations.NullMarked;
