package io.millsight.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where and when a picture was taken, as the camera says. Everything may be unknown.
 *
 * @param line the production line
 * @param product what is made; it chooses the recipe
 * @param coil the coil
 * @param frame the number of the picture on the coil
 * @param side the side of the strip
 * @param xMm the position along the strip in millimetres
 * @param yMm the position across the strip in millimetres
 * @param lengthMm the length of the strip that the picture shows, in millimetres
 * @param takenAt when the picture was taken
 */
public record CaptureContext(
        @Nullable String line,
        @Nullable String product,
        @Nullable String coil,
        @Nullable Long frame,
        @Nullable String side,
        @Nullable Double xMm,
        @Nullable Double yMm,
        @Nullable Double lengthMm,
        @Nullable Instant takenAt) {

    /** Nothing is known. */
    public static final CaptureContext NONE = new CaptureContext(null, null, null, null, null, null, null, null, null);
}
