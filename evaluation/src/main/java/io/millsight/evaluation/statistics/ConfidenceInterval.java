package io.millsight.evaluation.statistics;

/** A range that holds the value with 95 % confidence. */
public record ConfidenceInterval(double low, double high) {}
