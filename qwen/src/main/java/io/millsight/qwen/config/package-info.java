/**
 * The settings of a model: config.json and generation_config.json as records that are checked where they are built, and the special tokens.
 * Other packages of this module build on it; it depends on none of them.
 */
@NullMarked
package io.millsight.qwen.config;

import org.jspecify.annotations.NullMarked;
