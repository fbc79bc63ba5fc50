/** What thresholds would have done with the images that people have reviewed, computed from stored scores. */
@NullMarked
package io.millsight.service.recipes;

import org.jspecify.annotations.NullMarked;
