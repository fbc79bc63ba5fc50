/**
 * What makes a base model a steel inspector, and what training and describing share: the report task, prompts and their encoding, millsight.json, and
 * opening a base model with its adapter. This room knows neither training nor the command line.
 */
@NullMarked
package io.millsight.adapter;

import org.jspecify.annotations.NullMarked;
