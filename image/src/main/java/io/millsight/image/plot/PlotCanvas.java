package io.millsight.image.plot;

import java.util.List;

/** Surface on which a plot is drawn. Coordinates are pixels from the upper left corner. */
public interface PlotCanvas {

    /** Which part of a text stands at its position. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    /** Size of all texts but the title. */
    int TEXT_SIZE = 13;

    /** Width of a letter in any sans-serif font, per unit of the size, rather too wide than too narrow. */
    double LETTER_WIDTH = 0.56;

    /** Draws a line through points. */
    void line(List<PlotPoint> points, CurveStyle style);

    /** Fills a disc. */
    void dot(PlotPoint centre, double radius, Ink ink);

    /** Fills a rectangle. */
    void rectangle(PlotPoint corner, double width, double height, Ink ink);

    /** Writes a line of text with its baseline at a position. */
    void text(String text, PlotPoint position, Anchor anchor, boolean bold);

    /** Returns about how wide a text is. */
    static double width(String text) {
        return LETTER_WIDTH * TEXT_SIZE * text.codePointCount(0, text.length());
    }

    /** Returns a text that fits into a width, cut off with an ellipsis if need be. */
    static String fitting(String text, double width) {
        int letters = (int) Math.max(1, width / (LETTER_WIDTH * TEXT_SIZE));
        return text.codePointCount(0, text.length()) <= letters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, letters - 1)) + "…";
    }
}
