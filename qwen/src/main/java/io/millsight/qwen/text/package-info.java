/**
 * The language model: sequences and their positions on three axes, decoder layers, the cache of keys and values.
 */
@NullMarked
package io.millsight.qwen.text;

import org.jspecify.annotations.NullMarked;
