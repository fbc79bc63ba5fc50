package io.millsight.history;

import io.millsight.steel.BoundingBox;

/**
 * A box that counts: of the last review, or else of the answer.
 *
 * @param type the name of its type
 * @param box in pixels of the picture
 */
public record CountedBox(String type, BoundingBox box) {}
