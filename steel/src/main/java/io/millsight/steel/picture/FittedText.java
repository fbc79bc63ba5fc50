package io.millsight.steel.picture;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Fits text into a width. */
final class FittedText {

    private static final String ELLIPSIS = "…";

    private FittedText() {}

    /** Returns the metrics of a font without a window system. */
    static FontMetrics metrics(Font font) {
        return new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
                .createGraphics()
                .getFontMetrics(font);
    }

    /** Breaks a text into lines at blanks. A single word that is too wide is shortened. */
    static List<String> lines(String text, FontMetrics metrics, int width) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : text.strip().split("\\s+", -1)) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && metrics.stringWidth(longer) > width) {
                lines.add(fit(line, metrics, width));
                line = word;
            } else {
                line = longer;
            }
        }
        lines.add(fit(line, metrics, width));
        return lines;
    }

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
