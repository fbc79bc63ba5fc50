package io.millsight.steel.picture;

import io.millsight.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Supplier;

/**
 * Page with many images, in the format of A4 landscape: a heading, the legend of the colours, and the images with their
 * defects and captions. 24 images make a page that prints at 200 dots per inch.
 */
public final class ContactSheet {

    /** Largest number of images that fit on a readable page. */
    public static final int MAX_TILES = 200;

    private static final int TILE = 400;
    private static final int GAP = 16;
    private static final int MARGIN = 32;
    private static final int CAPTION_HEIGHT = 32;
    private static final int CELL_HEIGHT = TILE + CAPTION_HEIGHT;

    /** Ratio of width to height of A4 landscape. */
    private static final double PAGE_SHAPE = Math.sqrt(2);

    private static final Font TITLE_FONT = new Font(Font.SANS_SERIF, Font.BOLD, 34);
    private static final Font CAPTION_FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 20);
    private static final int TITLE_HEIGHT = 46;
    private static final Color INK = new Color(0x1a1a1a);

    private final TypeColours colours;
    private final DefectPainter painter;

    /**
     * One image of the page.
     *
     * @param caption line below the image, shortened if needed
     * @param image loads the pixels; called once, when the tile is drawn
     * @param marks defects that are drawn onto the image
     */
    public record Tile(String caption, Supplier<RgbImage> image, List<DefectMark> marks) {

        public Tile {
            marks = List.copyOf(marks);
        }
    }

    /**
     * Texts above the images. Long texts take several lines.
     *
     * @param title what the images have in common
     * @param source where they come from: model or run, split and date; empty for none
     */
    public record Heading(String title, String source) {}

    public ContactSheet(TypeColours colours) {
        this.colours = colours;
        this.painter = new DefectPainter(colours);
    }

    /**
     * Draws the page, with the tiles row by row.
     *
     * @param heading texts above the images
     * @param tiles one to {@link #MAX_TILES} tiles
     * @throws io.millsight.image.InvalidImageException if an image cannot be read
     */
    public BufferedImage draw(Heading heading, List<Tile> tiles) {
        if (tiles.isEmpty() || tiles.size() > MAX_TILES) {
            throw new IllegalArgumentException(
                    "a contact sheet takes 1 to " + MAX_TILES + " images, not " + tiles.size());
        }
        int columns = columns(tiles.size());
        int rows = (tiles.size() + columns - 1) / columns;
        int width = 2 * MARGIN + columns * TILE + (columns - 1) * GAP;
        int inside = width - 2 * MARGIN;
        Legend legend = Legend.of(colours, tiles, inside);
        List<String> title = FittedText.lines(heading.title, FittedText.metrics(TITLE_FONT), inside);
        List<String> source = heading.source.isBlank()
                ? List.of()
                : FittedText.lines(heading.source, FittedText.metrics(CAPTION_FONT), inside);
        int legendTop = MARGIN + title.size() * TITLE_HEIGHT + source.size() * CAPTION_HEIGHT;
        int top = legendTop + legend.height() + GAP;
        int height = top + rows * (CELL_HEIGHT + GAP) - GAP + MARGIN;
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            int y = MARGIN;
            for (String line : title) {
                write(graphics, TITLE_FONT, line, new Rectangle(MARGIN, y, inside, TITLE_HEIGHT));
                y += TITLE_HEIGHT;
            }
            for (String line : source) {
                write(graphics, CAPTION_FONT, line, new Rectangle(MARGIN, y, inside, CAPTION_HEIGHT));
                y += CAPTION_HEIGHT;
            }
            legend.draw(graphics, MARGIN, legendTop);
            for (int i = 0; i < tiles.size(); i++) {
                int x = MARGIN + i % columns * (TILE + GAP);
                drawTile(graphics, tiles.get(i), x, top + i / columns * (CELL_HEIGHT + GAP));
            }
        } finally {
            graphics.dispose();
        }
        return page;
    }

    private static int columns(int tiles) {
        long columns = Math.round(Math.sqrt(PAGE_SHAPE * tiles * CELL_HEIGHT / TILE));
        return (int) Math.max(1, Math.min(tiles, columns));
    }

    private void drawTile(Graphics2D graphics, Tile tile, int x, int y) {
        BufferedImage picture = painter.paintWithSide(tile.image().get(), tile.marks(), TILE);
        graphics.drawImage(picture, x + (TILE - picture.getWidth()) / 2, y + TILE - picture.getHeight(), null);
        write(graphics, CAPTION_FONT, tile.caption(), new Rectangle(x, y + TILE + 3, TILE, CAPTION_HEIGHT));
    }

    private static void write(Graphics2D graphics, Font font, String text, Rectangle place) {
        graphics.setFont(font);
        graphics.setColor(INK);
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(FittedText.fit(text, metrics, place.width), place.x, place.y + metrics.getAscent());
    }
}
