/**
 * Output of an evaluation: tables, JSON, figures and a page. Invariants: nothing is computed here, so console, JSON,
 * CSV and HTML agree; every external text is escaped.
 */
@NullMarked
package io.millsight.evaluation.report;

import org.jspecify.annotations.NullMarked;
