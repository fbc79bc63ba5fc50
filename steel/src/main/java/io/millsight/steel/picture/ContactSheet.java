package io.millsight.steel.picture;

import io.millsight.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.Supplier;

/**
 * Page with many images, in the format of A4 landscape: a title, the legend of the colours, and the images with their
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
    private static final int TITLE_HEIGHT = 56;
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

    public ContactSheet(TypeColours colours) {
        this.colours = colours;
        this.painter = new DefectPainter(colours);
    }

    /**
     * Draws the page, with the tiles row by row.
     *
     * @param title title of the page
     * @param tiles one to {@link #MAX_TILES} tiles
     * @throws io.millsight.image.InvalidImageException if an image cannot be read
     */
    public BufferedImage draw(String title, List<Tile> tiles) {
        if (tiles.isEmpty() || tiles.size() > MAX_TILES) {
            throw new IllegalArgumentException(
                    "a contact sheet takes 1 to " + MAX_TILES + " images, not " + tiles.size());
        }
        int columns = columns(tiles.size());
        int rows = (tiles.size() + columns - 1) / columns;
        int width = 2 * MARGIN + columns * TILE + (columns - 1) * GAP;
        Legend legend = Legend.of(colours, tiles, width - 2 * MARGIN);
        int top = MARGIN + TITLE_HEIGHT + legend.height() + GAP;
        int height = top + rows * (CELL_HEIGHT + GAP) - GAP + MARGIN;
        BufferedImage page = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = page.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, width, height);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            write(graphics, TITLE_FONT, title, MARGIN, MARGIN, width - 2 * MARGIN);
            legend.draw(graphics, MARGIN, MARGIN + TITLE_HEIGHT);
            for (int i = 0; i < tiles.size(); i++) {
                int x = MARGIN + i % columns * (TILE + GAP);
                int y = top + i / columns * (CELL_HEIGHT + GAP);
                drawTile(graphics, tiles.get(i), x, y);
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
        write(graphics, CAPTION_FONT, tile.caption(), x, y + TILE + 3, TILE);
    }

    private static void write(Graphics2D graphics, Font font, String text, int x, int top, int width) {
        graphics.setFont(font);
        graphics.setColor(INK);
        FontMetrics metrics = graphics.getFontMetrics();
        graphics.drawString(FittedText.fit(text, metrics, width), x, top + metrics.getAscent());
    }
}
