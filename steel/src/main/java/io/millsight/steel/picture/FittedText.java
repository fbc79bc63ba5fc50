package io.millsight.steel.picture;

import java.awt.FontMetrics;

/** Shortens text to a width. */
final class FittedText {

    private static final String ELLIPSIS = "…";

    private FittedText() {}

    /** Returns the text, shortened with an ellipsis if it is too wide; empty if even the ellipsis is too wide. */
    static String fit(String text, FontMetrics metrics, int width) {
        if (metrics.stringWidth(text) <= width) {
            return text;
        }
        for (int end = text.length() - 1; end >= 0; end--) {
            String shortened = text.substring(0, end).stripTrailing() + ELLIPSIS;
            if (metrics.stringWidth(shortened) <= width) {
                return shortened;
            }
        }
        return "";
    }
}
