/**
 * Steel surfaces that never existed: pictures drawn from a seed, with the six types of defects in exact boxes. They teach a model what a
 * defect is and how to say where it is, before it sees a real one. What is drawn follows the real types in brightness, grain, number, size,
 * shape and place; {@link io.millsight.steel.synthetic.SyntheticSteel} is the door. Equal seeds give equal pixels.
 */
@NullMarked
package io.millsight.steel.synthetic;

import org.jspecify.annotations.NullMarked;
