package io.millsight.steel.duplicate;

/**
 * Two images that show the same piece of steel: the pixel {@code (x, y)} of the second is the pixel {@code (x + dx, y +
 * dy)} of the first.
 *
 * @param first id of the image that came first in the input
 * @param second id of the later image
 * @param dx horizontal offset in pixels
 * @param dy vertical offset in pixels
 * @param share common area relative to the smaller image, from 0 to 1
 * @param correlation correlation of the common area: 1 for a copy, 0 for unrelated textures
 */
public record ImageOverlap(String first, String second, int dx, int dy, double share, double correlation) {}
