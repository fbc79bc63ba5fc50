/**
 * What befalls a picture between the steel and the model: light, lens, sensor, compression. What must stay true: size and place stay, so boxes
 * stay right, and the result is a pure function of the pixels and the random numbers.
 */
@NullMarked
package io.millsight.image.corruption;

import org.jspecify.annotations.NullMarked;
