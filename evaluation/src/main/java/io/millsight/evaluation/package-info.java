/**
 * Evaluation of answers: metrics of texts, types and boxes, their intervals, and the report. No tensors and no model.
 * Invariant: one object provides the numbers of the console, JSON, CSV and HTML.
 */
@NullMarked
package io.millsight.evaluation;

import org.jspecify.annotations.NullMarked;
