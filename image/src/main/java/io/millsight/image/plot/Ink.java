package io.millsight.image.plot;

import java.awt.Color;
import org.jspecify.annotations.Nullable;

/**
 * Colour of a line or a face.
 *
 * @param colour the colour; null for that of the surrounding text, which follows the page's dark mode
 * @param opacity from 0 to 1
 */
public record Ink(@Nullable Color colour, double opacity) {

    /** Texts and axes. */
    public static final Ink TEXT = new Ink(null, 1);

    /** Lines that help the eye. */
    public static final Ink FAINT = new Ink(null, 0.55);

    static final Ink GRID = new Ink(null, 0.16);
}
