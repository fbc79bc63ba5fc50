package io.millsight.steel.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelPlacerTest {

    private static final Dimension PICTURE = new Dimension(400, 400);
    private static final Dimension LABEL = new Dimension(90, 18);

    @Test
    void preferablyStandsAboveItsBox() {
        Rectangle box = new Rectangle(100, 100, 120, 60);
        assertThat(new LabelPlacer(PICTURE, List.of(box)).place(box, LABEL)).contains(new Rectangle(100, 82, 90, 18));
    }

    @Test
    void keepsClearOfASmallBoxAboveTheOwnOne() {
        Rectangle box = new Rectangle(100, 100, 120, 60);
        Rectangle small = new Rectangle(105, 84, 12, 12);
        Rectangle place =
                new LabelPlacer(PICTURE, List.of(box, small)).place(box, LABEL).orElseThrow();
        assertThat(place.intersects(small)).isFalse();
    }

    @Test
    void doesNotHideASmallBoxOfItsOwn() {
        Rectangle box = new Rectangle(2, 2, 20, 16);
        Rectangle place =
                new LabelPlacer(PICTURE, List.of(box)).place(box, LABEL).orElseThrow();
        assertThat(place.intersects(box)).isFalse();
        assertThat(new Rectangle(PICTURE).contains(place)).isTrue();
    }

    @Test
    void leavesALabelOutThatWouldHideMuch() {
        Rectangle whole = new Rectangle(0, 0, 100, 20);
        assertThat(new LabelPlacer(new Dimension(100, 20), List.of(whole)).place(whole, LABEL))
                .isEmpty();
    }

    @Test
    void labelsOfManyBoxesNeitherOverlapNorHideABox() {
        Random random = new Random(5);
        for (int picture = 0; picture < 50; picture++) {
            List<Rectangle> boxes = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                boxes.add(new Rectangle(
                        random.nextInt(350), random.nextInt(350), 8 + random.nextInt(42), 8 + random.nextInt(42)));
            }
            LabelPlacer placer = new LabelPlacer(PICTURE, boxes);
            List<Rectangle> places = boxes.stream()
                    .map(box -> placer.place(box, LABEL))
                    .flatMap(Optional::stream)
                    .toList();
            for (Rectangle place : places) {
                assertThat(places.stream().filter(place::intersects)).hasSize(1);
                assertThat(boxes).allSatisfy(box -> {
                    Rectangle common = place.intersection(box);
                    double hidden = common.isEmpty() ? 0 : common.width * common.height;
                    assertThat(hidden / (box.width * box.height)).isLessThanOrEqualTo(0.3);
                });
            }
        }
    }
}
