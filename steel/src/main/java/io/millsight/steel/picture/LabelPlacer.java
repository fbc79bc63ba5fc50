package io.millsight.steel.picture;

import java.awt.Dimension;
import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Places the labels of an image: each at a corner of its box, inside the image and, if possible, without overlap. */
final class LabelPlacer {

    private final Rectangle picture;
    private final List<Rectangle> taken = new ArrayList<>();

    LabelPlacer(int width, int height) {
        this.picture = new Rectangle(width, height);
    }

    /** Chooses the best free position for the label of a box and occupies it. */
    Rectangle place(Rectangle box, Dimension label) {
        List<Rectangle> places = corners(box, label).stream()
                .map(corner -> new Rectangle(corner, label))
                .toList();
        Rectangle place = places.stream()
                .filter(picture::contains)
                .filter(candidate -> taken.stream().noneMatch(candidate::intersects))
                .findFirst()
                .orElseGet(() -> pushedInside(places.get(0)));
        taken.add(place);
        return place;
    }

    /**
     * Returns the possible top left corners of a label, the preferred ones first: above, inside and below the box, then
     * one row further away.
     */
    private static List<Point> corners(Rectangle box, Dimension label) {
        int height = label.height;
        int right = box.x + box.width - label.width;
        int bottom = box.y + box.height;
        int[] rows = {
            box.y - height, box.y, bottom, bottom - height, box.y - 2 * height, box.y + height, bottom + height
        };
        return Arrays.stream(rows)
                .boxed()
                .flatMap(y -> Stream.of(new Point(box.x, y), new Point(right, y)))
                .toList();
    }

    private Rectangle pushedInside(Rectangle label) {
        int x = Math.max(0, Math.min(label.x, picture.width - label.width));
        int y = Math.max(0, Math.min(label.y, picture.height - label.height));
        return new Rectangle(x, y, label.width, label.height);
    }
}
