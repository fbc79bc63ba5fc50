/**
 * Synthetic steel surfaces: images drawn from a seed, with the six types of NEU-DET in exact boxes. They teach a model
 * the task before it sees real images. Brightness, grain, number, size, shape and position follow the real types. Entry
 * point: {@link io.millsight.steel.synthetic.SyntheticSteel}. Invariant: equal seeds give equal pixels.
 */
@NullMarked
package io.millsight.steel.synthetic;

import org.jspecify.annotations.NullMarked;
