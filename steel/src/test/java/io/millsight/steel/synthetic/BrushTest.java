package io.millsight.steel.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.BoundingBox;
import org.junit.jupiter.api.Test;

class BrushTest {

    private final Surface surface = new Surface(40, 30);

    @Test
    void boxesExactlyWhatItDrew() {
        Brush brush = Brush.everywhere(surface, 50);
        brush.darken(5, 7, 1);
        brush.darken(14, 19, -1);

        assertThat(brush.box()).contains(new BoundingBox(5, 7, 15, 20));
        assertThat(surface.values()[7 * 40 + 5]).isEqualTo(-50);
        assertThat(surface.values()[19 * 40 + 14]).isEqualTo(50);
    }

    @Test
    void doesNotCountWhatCanHardlyBeSeen() {
        Brush brush = Brush.everywhere(surface, 50);
        brush.darken(5, 5, 1);
        brush.darken(10, 10, 1);
        brush.darken(30, 25, 0.2);

        assertThat(brush.box()).contains(new BoundingBox(5, 5, 11, 11));
    }

    @Test
    void hasNoBoxForLessThanThreePixels() {
        Brush brush = Brush.everywhere(surface, 50);
        brush.darken(5, 5, 1);
        brush.darken(6, 20, 1);

        assertThat(brush.box()).isEmpty();
    }

    @Test
    void staysWithinItsLimits() {
        Brush brush = new Brush(surface, 50, new BoundingBox(10, 10, 20, 20));
        brush.spot(10, 15, new Brush.Ellipse(8, 8, 0), 1);
        brush.stroke(new Brush.Segment(-5, 12, 60, 12), 3, 1);

        assertThat(brush.box()).contains(new BoundingBox(10, 10, 20, 20));
        assertThat(surface.values()[15 * 40 + 9]).isZero();
    }

    @Test
    void drawsAStrokeOfItsThickness() {
        Brush brush = Brush.everywhere(surface, 50);
        brush.stroke(new Brush.Segment(10, 5, 10, 25), 3, 1);

        BoundingBox box = brush.box().orElseThrow();
        assertThat(box.width()).isBetween(3.0, 5.0);
        assertThat(box.height()).isBetween(21.0, 25.0);
    }
}
