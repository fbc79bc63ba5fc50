package io.millsight.steel.picture;

import io.millsight.steel.DefectType;
import io.millsight.steel.picture.ContactSheet.Tile;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Legend of the colours and boxes of a page or an image, in as many rows as needed. */
final class Legend {

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 20);
    private static final Color INK = new Color(0x1a1a1a);
    private static final int ROW_HEIGHT = 34;
    private static final int SWATCH = 22;
    private static final int LINE = 44;
    private static final int LABEL_HEIGHT = 9;
    private static final int TEXT_GAP = 8;
    private static final int ENTRY_GAP = 30;

    private final List<Placed> entries;
    private final int rows;

    private sealed interface Symbol {

        record Swatch(Color colour) implements Symbol {}

        record Box(boolean predicted) implements Symbol {}

        default int width() {
            return this instanceof Box ? LINE : SWATCH;
        }
    }

    private record Entry(Symbol symbol, String text) {}

    private record Placed(Entry entry, int x, int row) {}

    private Legend(List<Placed> entries, int rows) {
        this.entries = entries;
        this.rows = rows;
    }

    /**
     * Creates a legend with all types, with an entry for other types if any are drawn, and with both kinds of boxes if
     * predictions are drawn.
     */
    static Legend of(TypeColours colours, List<Tile> tiles, int width) {
        List<DefectMark> marks =
                tiles.stream().flatMap(tile -> tile.marks().stream()).toList();
        List<Entry> entries = new ArrayList<>();
        for (DefectType type : colours.types()) {
            entries.add(new Entry(new Symbol.Swatch(colours.of(type)), type.words()));
        }
        if (marks.stream()
                .anyMatch(mark -> !colours.types().contains(mark.defect().type()))) {
            entries.add(new Entry(new Symbol.Swatch(TypeColours.OTHER), "another type"));
        }
        if (marks.stream().anyMatch(DefectMark::isPredicted)) {
            entries.add(new Entry(new Symbol.Box(false), "annotated"));
            entries.add(new Entry(new Symbol.Box(true), "predicted, with score"));
        }
        return arrange(entries, width);
    }

    /** Creates a legend of the types of some defects with their numbers, in the order of the defects. */
    static Legend ofCounts(TypeColours colours, List<? extends DefectMark> marks, int width) {
        Map<DefectType, Long> counts = marks.stream()
                .collect(
                        Collectors.groupingBy(mark -> mark.defect().type(), LinkedHashMap::new, Collectors.counting()));
        List<Entry> entries = new ArrayList<>();
        counts.forEach((type, count) ->
                entries.add(new Entry(new Symbol.Swatch(colours.of(type)), count + " × " + type.words())));
        return arrange(entries, width);
    }

    private static Legend arrange(List<Entry> entries, int width) {
        FontMetrics metrics = FittedText.metrics(FONT);
        List<Placed> placed = new ArrayList<>();
        int x = 0;
        int row = 0;
        for (Entry entry : entries) {
            int room = width - entry.symbol.width() - TEXT_GAP;
            Entry fitting = new Entry(entry.symbol, FittedText.fit(entry.text, metrics, room));
            int entryWidth = entry.symbol.width() + TEXT_GAP + metrics.stringWidth(fitting.text);
            if (x > 0 && x + entryWidth > width) {
                x = 0;
                row++;
            }
            placed.add(new Placed(fitting, x, row));
            x += entryWidth + ENTRY_GAP;
        }
        return new Legend(placed, entries.isEmpty() ? 0 : row + 1);
    }

    int height() {
        return rows * ROW_HEIGHT;
    }

    void draw(Graphics2D graphics, int left, int top) {
        graphics.setFont(FONT);
        int ascent = graphics.getFontMetrics().getAscent();
        for (Placed placed : entries) {
            int x = left + placed.x;
            int y = top + placed.row * ROW_HEIGHT;
            Symbol symbol = placed.entry.symbol;
            if (symbol instanceof Symbol.Swatch swatch) {
                graphics.setColor(swatch.colour);
                graphics.fillRect(x, y, SWATCH, SWATCH);
                if (swatch.colour.equals(TypeColours.OTHER)) { // a white swatch needs an outline on white paper
                    graphics.setColor(INK);
                    graphics.drawRect(x, y, SWATCH - 1, SWATCH - 1);
                }
            } else if (symbol instanceof Symbol.Box box) {
                drawBox(graphics, box.predicted, x, y);
            }
            graphics.setColor(INK);
            graphics.drawString(placed.entry.text, x + symbol.width() + TEXT_GAP, y + ascent - 1);
        }
    }

    /** Draws a small box as on the images: solid with a full label, or dashed with an empty one. */
    private static void drawBox(Graphics2D graphics, boolean predicted, int x, int y) {
        float[] dashes = {8, 5};
        graphics.setColor(INK);
        graphics.setStroke(
                predicted
                        ? new BasicStroke(3, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0)
                        : new BasicStroke(3, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.drawRect(x + 1, y + 1, LINE - 3, SWATCH - 2);
        graphics.setStroke(new BasicStroke(2));
        if (predicted) {
            graphics.drawRect(x + 1, y + 1, LINE / 2, LABEL_HEIGHT);
        } else {
            graphics.fillRect(x + 1, y + 1, LINE / 2, LABEL_HEIGHT);
        }
    }
}
