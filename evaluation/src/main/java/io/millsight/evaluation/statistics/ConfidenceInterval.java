package io.millsight.evaluation.statistics;

/** 95 % confidence interval. */
public record ConfidenceInterval(double low, double high) {}
