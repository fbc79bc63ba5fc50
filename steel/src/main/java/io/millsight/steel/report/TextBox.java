package io.millsight.steel.report;

/** The four numbers of a box as a text states them, whatever they are. */
record TextBox(double x1, double y1, double x2, double y2) {}
