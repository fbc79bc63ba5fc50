/**
 * Decoding: prompts go through the model once, then answers grow token by token over the cache. A guide can restrict the next token to a
 * grammar.
 */
@NullMarked
package io.millsight.qwen.generation;

import org.jspecify.annotations.NullMarked;
