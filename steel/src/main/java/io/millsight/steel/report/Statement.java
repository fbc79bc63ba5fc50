package io.millsight.steel.report;

/** What a text says about one defect: the words for its type and the numbers for its place, neither of them checked. */
record Statement(String words, TextBox box) {}
