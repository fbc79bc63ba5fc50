package io.millsight.steel.report;

/**
 * A part of a text.
 *
 * @param start of its first character
 * @param end behind its last character
 */
public record TextSpan(int start, int end) {}
