package io.millsight.evaluation.report;

import io.millsight.evaluation.DefectPairs.Pair;
import io.millsight.evaluation.ScoredDefect;
import io.millsight.image.JpegEncoder;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.picture.LabelPlacer;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws an image with its annotated and predicted boxes as SVG. Each box is a dark line on a wider white one, so that it
 * is visible on steel of any brightness, in print, and with any colour vision. Annotated boxes are solid with a dark,
 * square label. Predicted boxes are dashed with a light, round label that states the score.
 */
final class CasePicture {

    /** Pixels of the longer side at which labels have the size of text. */
    private static final int SIDE = 340;

    private static final int LABEL_HEIGHT = 16;
    private static final double LETTER_WIDTH = 6.6;
    private static final int PADDING = 4;
    private static final int JPEG_QUALITY = 80;
    private static final int LONGEST_LABEL = 24;

    private final double scale;
    private final Dimension size;
    private final List<Mark> marks = new ArrayList<>();

    private record Mark(String kind, String label, Rectangle box) {}

    private CasePicture(AnnotatedImage image) {
        scale = (double) SIDE / Math.max(image.width(), image.height());
        size = new Dimension(pixels(image.width()), pixels(image.height()));
    }

    static String of(ExampleCase example, String alternative) {
        AnnotatedImage image = example.image().image();
        CasePicture picture = new CasePicture(image);
        image.defects().stream()
                .filter(defect -> !defect.isEvaluated())
                .forEach(defect -> picture.add("annotated", defect.type().words() + ", ignored", defect.box()));
        for (Pair pair : example.pairs()) {
            Defect annotated = pair.annotated();
            if (annotated != null) {
                picture.add("annotated", annotated.type().words(), annotated.box());
            }
        }
        for (Pair pair : example.pairs()) {
            ScoredDefect predicted = pair.predicted();
            if (predicted != null) {
                picture.add(
                        "predicted",
                        predicted.type().words() + " " + TableCell.shown(predicted.score()),
                        predicted.box());
            }
        }
        byte[] jpeg = JpegEncoder.encode(example.picture().toBufferedImage(), JPEG_QUALITY);
        return picture.svg(Html.dataUri("image/jpeg", jpeg), alternative);
    }

    private void add(String kind, String label, BoundingBox box) {
        int left = Math.min(size.width - 1, Math.max(0, pixels(box.xMin())));
        int top = Math.min(size.height - 1, Math.max(0, pixels(box.yMin())));
        int right = Math.max(left + 1, Math.min(size.width, pixels(box.xMax())));
        int bottom = Math.max(top + 1, Math.min(size.height, pixels(box.yMax())));
        String shortened = FigureLabels.shortened(label, LONGEST_LABEL);
        marks.add(new Mark(kind, shortened, new Rectangle(left, top, right - left, bottom - top)));
    }

    private int pixels(double length) {
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE / 2, Math.round(length * scale)));
    }

    private String svg(String address, String alternative) {
        StringBuilder svg = new StringBuilder(
                "<svg class=\"case\" viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"%3$s\"><image width=\"%1$d\" height=\"%2$d\" preserveAspectRatio=\"none\" href=\"%4$s\"/>\n"
                        .formatted(
                                Math.max(1, size.width), Math.max(1, size.height), Html.escape(alternative), address));
        marks.forEach(mark -> svg.append(box("outline", mark.box)).append(box(mark.kind, mark.box)));
        LabelPlacer placer = new LabelPlacer(size, marks.stream().map(Mark::box).toList());
        for (Mark mark : marks) {
            int width = (int) Math.ceil(LETTER_WIDTH * mark.label.length()) + 2 * PADDING;
            placer.place(mark.box, new Dimension(width, LABEL_HEIGHT))
                    .ifPresent(place -> svg.append(label(mark, place)));
        }
        return svg.append("</svg>\n").toString();
    }

    /** Returns a rectangle whose line lies inside the box. */
    private static String box(String kind, Rectangle box) {
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                kind,
                box.x + 2,
                box.y + 2,
                Math.max(1, box.width - 4),
                Math.max(1, box.height - 4));
    }

    private static String label(Mark mark, Rectangle place) {
        int round = mark.kind.equals("predicted") ? LABEL_HEIGHT / 2 : 0;
        return "<g class=\"label %s\"><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/><text x=\"%d\" y=\"%d\">%s</text></g>\n"
                .formatted(
                        mark.kind,
                        place.x,
                        place.y,
                        place.width,
                        place.height,
                        round,
                        place.x + place.width / 2,
                        place.y + LABEL_HEIGHT - 4,
                        Html.escape(mark.label));
    }
}
