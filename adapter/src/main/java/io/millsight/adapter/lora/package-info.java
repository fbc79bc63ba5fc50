/** LoRA adapters in PEFT's format: settings, matching of modules by name, loading, saving, merging. */
@NullMarked
package io.millsight.adapter.lora;

import org.jspecify.annotations.NullMarked;
