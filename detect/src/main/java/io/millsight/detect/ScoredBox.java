package io.millsight.detect;

import io.millsight.steel.BoundingBox;

/**
 * A box that a detector found.
 *
 * @param type place of the type in {@link Detector#types}
 * @param box in pixels of the original image, inside the image
 * @param score from 0 to 1
 */
public record ScoredBox(int type, BoundingBox box, double score) {}
