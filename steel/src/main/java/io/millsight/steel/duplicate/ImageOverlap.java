package io.millsight.steel.duplicate;

/**
 * Two images that show the same piece of steel: the pixel {@code (x, y)} of the second is the pixel {@code (x + dx, y + dy)} of the first.
 *
 * @param first the id of the image that came first in the input
 * @param second the id of the later one
 * @param dx columns, in pixels
 * @param dy rows, in pixels
 * @param share how much of the smaller image they have in common, from 0 to 1
 * @param correlation how alike the common part is: 1 for a copy, 0 for unrelated textures
 */
public record ImageOverlap(String first, String second, int dx, int dy, double share, double correlation) {}
