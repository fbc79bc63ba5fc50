/**
 * What people and programs read of an evaluation: tables, JSON, figures and a page. What must stay true: nothing is computed here that
 * the evaluation does not hold, so that console, JSON, CSV and HTML agree; and every text from outside is escaped.
 */
@NullMarked
package io.millsight.evaluation.report;

import org.jspecify.annotations.NullMarked;
