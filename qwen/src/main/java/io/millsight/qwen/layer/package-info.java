/**
 * The parts that the vision tower and the language model share: linear layers, normalisation, the gated MLP and rotary angles. A linear layer
 * is an interface, so that an adapter can take its place.
 */
@NullMarked
package io.millsight.qwen.layer;

import org.jspecify.annotations.NullMarked;
