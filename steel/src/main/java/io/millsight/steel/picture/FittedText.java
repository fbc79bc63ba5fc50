package io.millsight.steel.picture;

import java.awt.FontMetrics;

/** Text that has to fit. */
final class FittedText {

    private static final String ELLIPSIS = "…";

    private FittedText() {}

    /** The text, cut short with an ellipsis where it is wider than so many pixels; nothing if not even that fits. */
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
