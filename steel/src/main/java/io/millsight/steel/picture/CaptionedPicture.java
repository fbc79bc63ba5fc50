package io.millsight.steel.picture;

import io.millsight.image.RgbImage;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Image with its defects and a strip below it that states the verdict and how many defects of each type there are. The
 * strip covers nothing of the image, and tells a clean image from one that was never looked at.
 */
public final class CaptionedPicture {

    private static final Font FONT = new Font(Font.SANS_SERIF, Font.BOLD, 20);
    private static final Color INK = new Color(0x1a1a1a);
    private static final int MARGIN = 10;
    private static final int LINE_HEIGHT = 28;

    /** Longer side of an image, in pixels, from which the strip grows with the image. */
    private static final double UNSCALED_SIDE = 1000;

    private final TypeColours colours;
    private final DefectPainter painter;

    public CaptionedPicture(TypeColours colours) {
        this.colours = colours;
        this.painter = new DefectPainter(colours);
    }

    /** Draws an image with its defects and the strip. A small image is enlarged by an integer factor. */
    public BufferedImage draw(RgbImage image, List<? extends DefectMark> marks, String verdict) {
        BufferedImage picture = painter.paint(image, marks);
        double scale = Math.max(1, Math.max(picture.getWidth(), picture.getHeight()) / UNSCALED_SIDE);
        int inside = Math.max(1, (int) (picture.getWidth() / scale) - 2 * MARGIN);
        FontMetrics metrics = FittedText.metrics(FONT);
        List<String> lines = FittedText.lines(verdict, metrics, inside);
        Legend legend = Legend.ofCounts(colours, marks, inside);
        int height = 2 * MARGIN + lines.size() * LINE_HEIGHT + legend.height();
        BufferedImage whole = new BufferedImage(
                picture.getWidth(), picture.getHeight() + (int) Math.ceil(height * scale), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = whole.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, whole.getWidth(), whole.getHeight());
            graphics.drawImage(picture, 0, 0, null);
            graphics.translate(0, picture.getHeight());
            graphics.scale(scale, scale);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(INK);
            graphics.setFont(FONT);
            for (int i = 0; i < lines.size(); i++) {
                graphics.drawString(lines.get(i), MARGIN, MARGIN + i * LINE_HEIGHT + metrics.getAscent());
            }
            legend.draw(graphics, MARGIN, MARGIN + lines.size() * LINE_HEIGHT);
        } finally {
            graphics.dispose();
        }
        return whole;
    }
}
