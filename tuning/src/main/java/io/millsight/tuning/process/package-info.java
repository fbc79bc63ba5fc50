/** Training in several processes: their places, and what they tell each other. */
@NullMarked
package io.millsight.tuning.process;

import org.jspecify.annotations.NullMarked;
