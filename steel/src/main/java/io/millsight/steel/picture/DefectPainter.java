package io.millsight.steel.picture;

import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Draws defects onto an image: a box in the colour of the type, solid for an annotation and dashed for a prediction, with
 * a label at one of its corners. Lines lie inside the box. A label that would hide another one, or much of a box, is left
 * out: the colour of the box tells the type. Write the result with {@link PictureFile#write}.
 */
public final class DefectPainter {

    /** Images are enlarged to about this many pixels on the longer side, so that labels fit. */
    private static final int MIN_SIDE = 400;

    /** Pixels of the longer side per point of type size: labels grow with the image. */
    private static final int PIXELS_PER_TYPE_SIZE = 75;

    private static final int MIN_TYPE_SIZE = 15;
    private static final int PADDING = 4;
    private static final int RIM = 2;
    private static final Color LABEL_GROUND = new Color(0x1a1a1a);

    /** Dark outline that keeps a coloured line visible on steel of the same brightness. */
    private static final Color CASING = new Color(0, 0, 0, 150);

    private final TypeColours colours;

    public DefectPainter(TypeColours colours) {
        this.colours = colours;
    }

    /** Draws an image with its defects. A small image is enlarged by an integer factor. */
    public BufferedImage paint(RgbImage image, List<? extends DefectMark> marks) {
        int side = Math.max(image.width(), image.height());
        int factor = (MIN_SIDE + side - 1) / side;
        return paint(image, marks, factor);
    }

    /** Draws an image with its defects, scaled to this length of the longer side. Lines and labels are not scaled. */
    public BufferedImage paintWithSide(RgbImage image, List<? extends DefectMark> marks, int side) {
        return paint(image, marks, (double) side / Math.max(image.width(), image.height()));
    }

    private BufferedImage paint(RgbImage image, List<? extends DefectMark> marks, double scale) {
        BufferedImage picture = scaled(image, scale);
        Graphics2D graphics = picture.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            int side = Math.max(picture.getWidth(), picture.getHeight());
            int typeSize = Math.max(MIN_TYPE_SIZE, side / PIXELS_PER_TYPE_SIZE);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, typeSize));
            Canvas canvas = new Canvas(picture.getWidth(), picture.getHeight(), scale, typeSize / 5);
            for (DefectMark mark : marks) {
                drawBox(graphics, canvas.toPicture(mark.defect().box()), mark, canvas.thickness);
            }
            List<Rectangle> boxes = marks.stream()
                    .map(mark -> canvas.toPicture(mark.defect().box()))
                    .toList();
            LabelPlacer placer = new LabelPlacer(new Dimension(canvas.width, canvas.height), boxes);
            for (int i = 0; i < boxes.size(); i++) {
                drawLabel(graphics, boxes.get(i), marks.get(i), placer, canvas.width);
            }
        } finally {
            graphics.dispose();
        }
        return picture;
    }

    /**
     * Drawing area.
     *
     * @param width width in pixels
     * @param height height in pixels
     * @param scale drawn pixels per pixel of the image
     * @param thickness thickness of the lines
     */
    private record Canvas(int width, int height, double scale, int thickness) {

        /** Returns a box in drawn pixels, inside the area and at least one pixel large. */
        Rectangle toPicture(BoundingBox box) {
            int left = clamp(box.xMin(), width - 1);
            int top = clamp(box.yMin(), height - 1);
            int right = Math.max(left + 1, clamp(box.xMax(), width));
            int bottom = Math.max(top + 1, clamp(box.yMax(), height));
            return new Rectangle(left, top, right - left, bottom - top);
        }

        private int clamp(double coordinate, int most) {
            return (int) Math.max(0, Math.min(most, Math.round(coordinate * scale)));
        }
    }

    private static BufferedImage scaled(RgbImage image, double scale) {
        if (scale == 1) {
            return image.toBufferedImage(); // a large image takes hundreds of megabytes
        }
        int width = (int) Math.max(1, Math.round(image.width() * scale));
        int height = (int) Math.max(1, Math.round(image.height() * scale));
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        boolean whole = scale == Math.rint(scale);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                whole
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(image.toBufferedImage(), 0, 0, width, height, null);
        graphics.dispose();
        return picture;
    }

    private void drawBox(Graphics2D graphics, Rectangle box, DefectMark mark, int thickness) {
        graphics.setColor(CASING);
        graphics.setStroke(new BasicStroke(thickness + 2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(inset(box, thickness + 2));
        graphics.setColor(colours.of(mark.defect().type()));
        graphics.setStroke(stroke(mark, thickness));
        graphics.draw(inset(box, thickness));
    }

    /** Returns the rectangle to be drawn with this line thickness, so that the outer edge of the line is on the box. */
    private static Rectangle2D inset(Rectangle box, int thickness) {
        return new Rectangle2D.Double(
                box.x + thickness / 2.0,
                box.y + thickness / 2.0,
                Math.max(box.width - thickness, 0),
                Math.max(box.height - thickness, 0));
    }

    private static BasicStroke stroke(DefectMark mark, int thickness) {
        float[] dashes = {5f * thickness, 3f * thickness};
        if (!mark.isPredicted()) {
            return new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);
        }
        return new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0);
    }

    /**
     * Draws the label of an annotation as a face in the colour of its type, and that of a prediction as a dark face with
     * a rim in that colour.
     */
    private void drawLabel(Graphics2D graphics, Rectangle box, DefectMark mark, LabelPlacer placer, int width) {
        FontMetrics metrics = graphics.getFontMetrics();
        String text = FittedText.fit(mark.label(), metrics, width - 2 * PADDING);
        Dimension size = new Dimension(metrics.stringWidth(text) + 2 * PADDING, metrics.getHeight());
        Color colour = colours.of(mark.defect().type());
        placer.place(box, size).ifPresent(place -> {
            graphics.setColor(colour);
            graphics.fill(place);
            if (mark.isPredicted()) {
                graphics.setColor(LABEL_GROUND);
                graphics.fillRect(place.x + RIM, place.y + RIM, place.width - 2 * RIM, place.height - 2 * RIM);
            }
            graphics.setColor(mark.isPredicted() ? Color.WHITE : TypeColours.textOn(colour));
            graphics.drawString(text, place.x + PADDING, place.y + metrics.getAscent());
        });
    }
}
