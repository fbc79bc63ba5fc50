/** Prompt tuning in PEFT's format: rows that stand before every sequence, their settings, initial values, loading and saving. */
@NullMarked
package io.millsight.adapter.prompt;

import org.jspecify.annotations.NullMarked;
