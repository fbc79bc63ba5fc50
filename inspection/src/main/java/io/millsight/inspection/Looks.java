package io.millsight.inspection;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How often a model looks at a picture, each time at another part or in another mirror, so that what the looks agree on can be stated. More looks find more and rank it
 * better; each costs as much time as one. A model has to have been taught on parts and mirrored pictures.
 */
public enum Looks {

    /** At the picture as it is, taking the model at its word. */
    ONE(0, "one, at the picture as it is"),

    /** At all flips of the whole, and once at each of eight parts: twelve, and more of pictures much larger than the model is shown them. */
    SEVERAL(3.0 / 8, "twelve or more, at all four flips of a picture and at parts of it, stating what they agree on"),

    /** At all flips of the whole and of each of those parts, and once at each of nine smaller ones: 45 or more. */
    MANY(0.45, "45 or more, at all four flips of a picture and of parts of it, stating what they agree on");

    /** Sides of the larger parts, as a share of the picture's. */
    private static final double LARGE = 0.9;

    /** Sides of the smaller parts of a picture no larger than the model is shown pictures, likewise. */
    private static final double SMALL = 0.8;

    /** Sides of the smallest parts, as a share of the smaller ones'. */
    private static final double SMALLEST = 0.8;

    private final double agreement;
    private final String words;

    Looks(double agreement, String words) {
        this.agreement = agreement;
        this.words = words;
    }

    /** More than this share of the looks that are asked about a defect have to state it. */
    double agreement() {
        return agreement;
    }

    /** In words, for a report. */
    public String words() {
        return words;
    }

    /**
     * The views of a picture. Its smaller parts overlap; those of a picture that is much larger than the model is shown it are as large as that, so that they lose no
     * detail. Mirrored pictures have the same views, mirrored, but for parts in the very middle.
     *
     * @param shown the size that the model is shown the picture in
     */
    List<View> at(ImageSize picture, ImageSize shown) {
        View whole = View.whole(picture);
        if (this == ONE) {
            return List.of(whole);
        }
        double width = Math.min(SMALL, (double) shown.width() / picture.width());
        double height = Math.min(SMALL, (double) shown.height() / picture.height());
        List<View> views = new ArrayList<>(allFlips(picture, whole.window()));
        for (BoundingBox window : windows(picture, LARGE, LARGE)) {
            Flip flip = Flip.of(isRight(window, picture), !isBelow(window, picture));
            views.addAll(at(picture, window, flip));
        }
        for (BoundingBox window : windows(picture, width, height)) {
            views.addAll(at(picture, window, byPlace(window, picture)));
        }
        if (this == MANY) {
            for (BoundingBox window : windows(picture, SMALLEST * width, SMALLEST * height)) {
                views.add(new View(picture, window, byPlace(window, picture)));
            }
        }
        return views;
    }

    /** A part in one flip, or in all where there are many looks. */
    private List<View> at(ImageSize picture, BoundingBox window, Flip flip) {
        return this == MANY ? allFlips(picture, window) : List.of(new View(picture, window, flip));
    }

    private static List<View> allFlips(ImageSize picture, BoundingBox window) {
        return Stream.of(Flip.values())
                .map(flip -> new View(picture, window, flip))
                .toList();
    }

    /** Another flip in each corner of the picture. */
    private static Flip byPlace(BoundingBox window, ImageSize picture) {
        return Flip.of(isRight(window, picture), isBelow(window, picture));
    }

    private static boolean isRight(BoundingBox window, ImageSize picture) {
        return window.xMin() + window.xMax() > picture.width();
    }

    private static boolean isBelow(BoundingBox window, ImageSize picture) {
        return window.yMin() + window.yMax() > picture.height();
    }

    /** Parts that cover the picture, each at least half shared with the next one. */
    private static List<BoundingBox> windows(ImageSize picture, double width, double height) {
        List<BoundingBox> windows = new ArrayList<>();
        for (Span row : Span.over(picture.height(), height)) {
            for (Span column : Span.over(picture.width(), width)) {
                windows.add(
                        new BoundingBox(column.start, row.start, column.start + column.length, row.start + row.length));
            }
        }
        return windows;
    }

    private record Span(int start, int length) {

        static List<Span> over(int side, double share) {
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
