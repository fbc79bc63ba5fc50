package io.millsight.steel.report;

/**
 * Range of characters in a text.
 *
 * @param start index of the first character
 * @param end index after the last character
 */
public record TextSpan(int start, int end) {}
