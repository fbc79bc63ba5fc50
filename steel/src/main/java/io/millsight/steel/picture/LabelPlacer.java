package io.millsight.steel.picture;

import java.awt.Dimension;
import java.awt.Point;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Finds a place for each label of a picture: at a corner of its box, inside the picture and, if possible, clear of the others. */
final class LabelPlacer {

    private final Rectangle picture;
    private final List<Rectangle> taken = new ArrayList<>();

    LabelPlacer(int width, int height) {
        this.picture = new Rectangle(width, height);
    }

    /** Takes the best free place at a box. */
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

    /** The upper left corners that a label may have, the usual place first: above, inside, below, then one row away from those. */
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
