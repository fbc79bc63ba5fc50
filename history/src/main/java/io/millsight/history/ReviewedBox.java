package io.millsight.history;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import org.jspecify.annotations.Nullable;

/**
 * A box that a person confirmed or drew.
 *
 * @param type the type of the defect
 * @param box in pixels of the upright image
 * @param origin how the box came about
 * @param source the number of the model's box that it came from; null for a new box
 */
public record ReviewedBox(
        DefectType type,
        BoundingBox box,
        Origin origin,
        @Nullable Integer source) {

    /** How a reviewed box came about. */
    public enum Origin {
        /** The model's box and type. */
        KEPT,
        /** The model's type with other edges. */
        MOVED,
        /** A box of the model with another type. */
        RETYPED,
        /** A box that the model did not propose. */
        ADDED
    }
}
