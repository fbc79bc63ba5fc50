/**
 * Dividing a dataset into training, validation and test images. What must stay true: the same dataset, settings and seed give the same
 * lists, and a division by groups never shows the same steel to two of them.
 */
@NullMarked
package io.millsight.steel.split;

import org.jspecify.annotations.NullMarked;
