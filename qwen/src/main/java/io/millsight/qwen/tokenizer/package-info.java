/**
 * Text to token ids and back, and the training of a new byte-level vocabulary. Only this package uses the tokenizer library.
 */
@NullMarked
package io.millsight.qwen.tokenizer;

import org.jspecify.annotations.NullMarked;
