/**
 * How good the descriptions are: text, class and box metrics, their intervals, and the report. No tensors and no model. What must
 * stay true: one metrics object feeds the console, JSON, CSV and HTML.
 */
@NullMarked
package io.millsight.evaluation;

import org.jspecify.annotations.NullMarked;
