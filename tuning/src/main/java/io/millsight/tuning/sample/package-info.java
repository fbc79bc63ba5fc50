/** Samples to train on: images with prompts and answers as tokens and labels, from a dataset or from drawn surfaces. */
@NullMarked
package io.millsight.tuning.sample;

import org.jspecify.annotations.NullMarked;
