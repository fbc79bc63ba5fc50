package io.millsight.steel.report;

/** Unchecked numbers of a box as they stand in a text. */
record TextBox(double x1, double y1, double x2, double y2) {}
