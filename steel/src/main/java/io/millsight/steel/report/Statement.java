package io.millsight.steel.report;

/** Unchecked statement about one defect: the words of its type and the numbers of its box. */
record Statement(String words, TextBox box) {}
