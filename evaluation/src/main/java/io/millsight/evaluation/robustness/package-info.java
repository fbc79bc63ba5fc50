/**
 * How answers change when the pictures get worse. What must stay true: every severity says its parameters, and an image is spoilt in the same way
 * whichever model looks at it.
 */
@NullMarked
package io.millsight.evaluation.robustness;

import org.jspecify.annotations.NullMarked;
