/**
 * Qwen2.5-VL from a local Hugging Face folder, in subpackages for configuration, weights, tokenizer, chat template, image processor, vision tower,
 * language model and generation. This package opens a folder, loads the model and makes new ones. Parity with the reference implementation must stay;
 * the golden tests hold it.
 */
@NullMarked
package io.millsight.qwen;

import org.jspecify.annotations.NullMarked;
