package io.millsight.image.plot;

import java.awt.Color;
import java.util.List;

/**
 * Look of a curve. Two neighbouring curves differ in colour and in dashes, so that they can be told apart in black and
 * white, and so that both are visible where one lies on the other.
 *
 * @param ink colour
 * @param width line width; 0 for dots only
 * @param dashes lengths of dashes and gaps; empty for a solid line
 * @param dots whether the points are marked
 */
public record CurveStyle(Ink ink, double width, List<Double> dashes, boolean dots) {

    /** Colours after Okabe and Ito with a contrast of at least 3:1 to white and to a dark page. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072b2),
            new Color(0xb87a00),
            new Color(0x00875f),
            new Color(0xc0609a),
            new Color(0xd55e00),
            new Color(0x4c94c4));

    private static final List<List<Double>> DASHES =
            List.of(List.of(), List.of(7.0, 3.0), List.of(2.0, 3.0), List.of(11.0, 3.0, 2.0, 3.0), List.of(4.0, 2.0));

    /** Curve of all types together. */
    public static final CurveStyle TOTAL = new CurveStyle(Ink.TEXT, 3, List.of(), false);

    /** Line to compare with. */
    public static final CurveStyle REFERENCE = new CurveStyle(Ink.FAINT, 1.5, List.of(3.0, 3.0), false);

    public CurveStyle {
        dashes = List.copyOf(dashes);
    }

    /** Returns the look of the curve with this index. */
    public static CurveStyle of(int index) {
        int dash = (index + index / COLOURS.size()) % DASHES.size();
        return new CurveStyle(new Ink(colour(index), 1), 2, DASHES.get(dash), false);
    }

    /** Returns a thin line in the colour of this index, for values that scatter. */
    public static CurveStyle thin(int index) {
        return new CurveStyle(new Ink(colour(index), 0.55), 1, List.of(), false);
    }

    /** Returns a solid line with dots. */
    public static CurveStyle dotted(int index) {
        return new CurveStyle(new Ink(colour(index), 1), 2, List.of(), true);
    }

    static Color colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }
}
