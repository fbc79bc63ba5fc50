package io.millsight.steel.picture;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Places the labels of an image: each at its box, inside the image, over no other label, and where it hides as little as
 * possible of any box. A label that would hide much of a box gets no place.
 */
public final class LabelPlacer {

    /** Share of a box that a label may hide to stay near its own box. */
    private static final double HARDLY_HIDDEN = 0.05;

    /** Largest share of a box that a label may hide. */
    private static final double MOST_HIDDEN = 0.3;

    private final Rectangle picture;
    private final List<Rectangle> boxes;
    private final List<Rectangle> taken = new ArrayList<>();

    /**
     * Places labels on an image of this size.
     *
     * @param boxes all boxes of the image, in its pixels
     */
    public LabelPlacer(Dimension picture, List<Rectangle> boxes) {
        this.picture = new Rectangle(picture);
        this.boxes = List.copyOf(boxes);
    }

    /** Chooses the place of a label and occupies it. Empty if the label would hide another label or much of a box. */
    public Optional<Rectangle> place(Rectangle box, Dimension label) {
        List<Rectangle> places = places(box, label)
                .filter(picture::contains)
                .filter(candidate -> taken.stream().noneMatch(candidate::intersects))
                .toList();
        Optional<Rectangle> place = places.stream()
                .filter(near -> hidden(near) <= HARDLY_HIDDEN)
                .findFirst()
                .or(() -> places.stream().min(Comparator.comparingDouble(this::hidden)))
                .filter(best -> hidden(best) <= MOST_HIDDEN);
        place.ifPresent(taken::add);
        return place;
    }

    /** Returns the largest share that a label hides of any box. */
    private double hidden(Rectangle label) {
        return boxes.stream().mapToDouble(box -> share(label, box)).max().orElse(0);
    }

    private static double share(Rectangle label, Rectangle box) {
        Rectangle common = label.intersection(box);
        return common.isEmpty() ? 0 : (double) common.width * common.height / ((double) box.width * box.height);
    }

    /**
     * Returns possible places, the preferred ones first: above, below, and inside the box, then a row or two further
     * away, then at its sides. Near the border of the image, a place is pushed inside.
     */
    private Stream<Rectangle> places(Rectangle box, Dimension label) {
        int height = label.height;
        int right = box.x + box.width - label.width;
        int bottom = box.y + box.height;
        Stream<Integer> rows = Stream.of(
                box.y - height,
                bottom,
                box.y,
                bottom - height,
                box.y - 2 * height,
                bottom + height,
                box.y + height,
                box.y - 3 * height,
                bottom + 2 * height);
        Stream<Rectangle> stacked = rows.flatMap(y -> Stream.of(box.x, right).map(x -> inside(x, y, label)));
        Stream<Rectangle> beside = Stream.of(box.y, bottom - height, box.y + height)
                .flatMap(y -> Stream.of(box.x + box.width, box.x - label.width)
                        .map(x -> new Rectangle(x, y, label.width, label.height)));
        return Stream.concat(stacked, beside);
    }

    /** Moves a place sideways into the image. */
    private Rectangle inside(int x, int y, Dimension label) {
        int moved = Math.max(0, Math.min(x, picture.width - label.width));
        return new Rectangle(moved, y, label.width, label.height);
    }
}
