/**
 * The weights in their safetensors files: the names and shapes that a configuration asks for, strict comparison with what the files hold, and
 * writing in shards.
 */
@NullMarked
package io.millsight.qwen.checkpoint;

import org.jspecify.annotations.NullMarked;
