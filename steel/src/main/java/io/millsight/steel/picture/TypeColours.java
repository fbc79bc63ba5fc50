package io.millsight.steel.picture;

import io.millsight.steel.DefectType;
import java.awt.Color;
import java.util.List;

/**
 * Colour of each type by its index. The first seven colours can be distinguished with any colour vision (Okabe and Ito,
 * "Color Universal Design", 2008). The next seven are darker shades of them; then the colours repeat. Types that are
 * not in the list are white.
 *
 * @param types types without repetitions
 */
public record TypeColours(List<DefectType> types) {

    private static final List<Color> PALETTE = List.of(
            new Color(0xe69f00), // orange
            new Color(0x56b4e9), // sky blue
            new Color(0x009e73), // bluish green
            new Color(0xf0e442), // yellow
            new Color(0xd55e00), // vermilion
            new Color(0xcc79a7), // reddish purple
            new Color(0x0072b2)); // blue

    /** Colour of types that are not in the list. */
    static final Color OTHER = Color.WHITE;

    public TypeColours {
        types = List.copyOf(types);
    }

    /** Returns the colour of a type. */
    public Color of(DefectType type) {
        int place = types.indexOf(type);
        if (place < 0) {
            return OTHER;
        }
        Color colour = PALETTE.get(place % PALETTE.size());
        boolean dark = place / PALETTE.size() % 2 == 1;
        return dark ? colour.darker().darker() : colour;
    }

    /** Returns black or white, whichever is more readable on a colour. */
    static Color textOn(Color ground) {
        double luminance = 0.299 * ground.getRed() + 0.587 * ground.getGreen() + 0.114 * ground.getBlue();
        return luminance > 100 ? Color.BLACK : Color.WHITE;
    }
}
