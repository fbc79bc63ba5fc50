/**
 * Compares a model in Millsight with numbers that a user recorded with Hugging Face transformers from the same files. The golden tests hold parity on
 * a tiny model; this package lets a user check it on the published weights.
 */
@NullMarked
package io.millsight.experiment.parity;

import org.jspecify.annotations.NullMarked;
