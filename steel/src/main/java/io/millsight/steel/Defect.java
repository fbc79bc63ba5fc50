package io.millsight.steel;

/** One defect on one image. */
public record Defect(DefectType type, BoundingBox box) {}
