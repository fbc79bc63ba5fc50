/**
 * Qwen2.5-VL from a local Hugging Face folder: configuration, tokenizer, chat template, image processor, vision tower, language
 * model and generation. What must stay true: parity with the reference implementation, held by the golden tests.
 */
@NullMarked
package io.millsight.qwen;

import org.jspecify.annotations.NullMarked;
