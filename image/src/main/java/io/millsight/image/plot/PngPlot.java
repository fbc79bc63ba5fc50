package io.millsight.image.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws plots as pixels, dark on white, at twice their size. */
public final class PngPlot {

    private static final int SCALE = 2;
    private static final Color TEXT = new Color(0x1c2733);

    private PngPlot() {}

    /** Returns the picture of a plot. */
    public static BufferedImage draw(Plot plot) {
        BufferedImage picture =
                new BufferedImage(SCALE * Plot.WIDTH, SCALE * plot.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
            graphics.scale(SCALE, SCALE);
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setColor(TEXT);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
            graphics.drawString(plot.text().title(), 8, 22);
            plot.draw(new Canvas(graphics));
        } finally {
            graphics.dispose();
        }
        return picture;
    }

    private record Canvas(Graphics2D graphics) implements PlotCanvas {

        @Override
        public void line(List<PlotPoint> points, CurveStyle style) {
            if (style.width() == 0 || points.isEmpty()) {
                return;
            }
            Path2D path = new Path2D.Double();
            path.moveTo(points.get(0).x(), points.get(0).y());
            points.forEach(point -> path.lineTo(point.x(), point.y()));
            graphics.setColor(colour(style.ink()));
            graphics.setStroke(new BasicStroke(
                    (float) style.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes(style), 0));
            graphics.draw(path);
        }

        private static float @Nullable [] dashes(CurveStyle style) {
            if (style.dashes().isEmpty()) {
                return null;
            }
            float[] dashes = new float[style.dashes().size()];
            for (int i = 0; i < dashes.length; i++) {
                dashes[i] = style.dashes().get(i).floatValue();
            }
            return dashes;
        }

        @Override
        public void dot(PlotPoint centre, double radius, Ink ink) {
            graphics.setColor(colour(ink));
            graphics.fill(new Ellipse2D.Double(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius));
        }

        @Override
        public void rectangle(PlotPoint corner, double width, double height, Ink ink) {
            graphics.setColor(colour(ink));
            graphics.fill(new Rectangle2D.Double(corner.x(), corner.y(), width, height));
        }

        @Override
        public void text(String text, PlotPoint position, Anchor anchor, boolean bold) {
            graphics.setFont(new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, TEXT_SIZE));
            graphics.setColor(TEXT);
            double width = graphics.getFontMetrics().stringWidth(text);
            double left = switch (anchor) {
                case START -> position.x();
                case MIDDLE -> position.x() - width / 2;
                case END -> position.x() - width;
            };
            graphics.drawString(text, (float) left, (float) position.y());
        }

        private static Color colour(Ink ink) {
            Color colour = ink.colour() == null ? TEXT : ink.colour();
            return new Color(
                    colour.getRed(), colour.getGreen(), colour.getBlue(), (int) Math.round(255 * ink.opacity()));
        }
    }
}
