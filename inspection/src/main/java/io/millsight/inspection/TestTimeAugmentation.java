package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Test-time augmentation: how many views of an image the model answers. The results of the views are fused and vote on the defects. More views find
 * more defects and rank them better. The time grows with the number of views. The model needs training on crops and flips.
 */
public enum TestTimeAugmentation {

    /** One view, the whole image. */
    OFF(0, "off: one view, the whole image"),

    /** The whole image in all four flips and eight crops: 12 views. An image much larger than the model's input has more. */
    ON(3.0 / 8, "on: 12 or more views, the whole image in all four flips and crops of it, with voting"),

    /** The whole image and the eight crops in all four flips, and nine smaller crops: 45 views or more. */
    EXTENDED(0.45, "extended: 45 or more views, the whole image and crops of it in all four flips, with voting");

    /** The sides of the larger crops, as a share of the image's sides. */
    private static final double LARGE = 0.9;

    /** The sides of the smaller crops, as a share of the image's sides, unless the image is much larger than the model's input. */
    private static final double SMALL = 0.8;

    /** The sides of the smallest crops, as a share of the sides of the smaller crops. */
    private static final double SMALLEST = 0.8;

    private final double threshold;
    private final String words;

    TestTimeAugmentation(double threshold, String words) {
        this.threshold = threshold;
        this.words = words;
    }

    /** Returns the voting threshold: a defect needs more than this share of the votes. */
    double threshold() {
        return threshold;
    }

    /** Describes the views, for a report. */
    public String words() {
        return words;
    }

    /**
     * Returns the views of an image.
     *
     * <p>The smaller crops overlap by half or more. If the image is much larger than the model's input, the smaller crops have the size of the input,
     * so that no detail is lost. A flipped image has the same views, flipped, except for crops in the very middle.
     *
     * @param input the size at which the model sees the whole image
     */
    List<View> views(ImageSize image, ImageSize input) {
        View whole = View.whole(image);
        if (this == OFF) {
            return List.of(whole);
        }
        double width = Math.min(SMALL, (double) input.width() / image.width());
        double height = Math.min(SMALL, (double) input.height() / image.height());
        List<View> views = new ArrayList<>(allFlips(image, whole.crop()));
        for (BoundingBox crop : crops(image, LARGE, LARGE)) {
            Flip flip = Flip.of(isRight(crop, image), !isBelow(crop, image));
            views.addAll(views(image, crop, flip));
        }
        for (BoundingBox crop : crops(image, width, height)) {
            views.addAll(views(image, crop, flipByCorner(crop, image)));
        }
        if (this == EXTENDED) {
            for (BoundingBox crop : crops(image, SMALLEST * width, SMALLEST * height)) {
                views.add(new View(image, crop, flipByCorner(crop, image)));
            }
        }
        return views;
    }

    /** Returns a crop in one flip; with {@link #EXTENDED} in all flips. */
    private List<View> views(ImageSize image, BoundingBox crop, Flip flip) {
        return this == EXTENDED ? allFlips(image, crop) : List.of(new View(image, crop, flip));
    }

    private static List<View> allFlips(ImageSize image, BoundingBox crop) {
        return Stream.of(Flip.values()).map(flip -> new View(image, crop, flip)).toList();
    }

    /** Returns a different flip for each corner of the image. */
    private static Flip flipByCorner(BoundingBox crop, ImageSize image) {
        return Flip.of(isRight(crop, image), isBelow(crop, image));
    }

    private static boolean isRight(BoundingBox crop, ImageSize image) {
        return crop.xMin() + crop.xMax() > image.width();
    }

    private static boolean isBelow(BoundingBox crop, ImageSize image) {
        return crop.yMin() + crop.yMax() > image.height();
    }

    /** Returns crops that cover the image. Neighbouring crops overlap by at least half. */
    private static List<BoundingBox> crops(ImageSize image, double width, double height) {
        List<BoundingBox> crops = new ArrayList<>();
        for (Span row : Span.covering(image.height(), height)) {
            for (Span column : Span.covering(image.width(), width)) {
                crops.add(
                        new BoundingBox(column.start, row.start, column.start + column.length, row.start + row.length));
            }
        }
        return crops;
    }

    /** A range of pixels along one side of the image. */
    private record Span(int start, int length) {

        static List<Span> covering(int side, double share) {
            int length = (int) Math.max(1, Math.round(share * side));
            int steps = (int) Math.ceil((side - length) / (0.5 * length));
            List<Span> spans = new ArrayList<>();
            for (int i = 0; i <= steps; i++) {
                int start = steps == 0 ? 0 : (int) Math.round((double) i * (side - length) / steps);
                spans.add(new Span(start, length));
            }
            return spans;
        }
    }
}
