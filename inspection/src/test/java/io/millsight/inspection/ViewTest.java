package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.report.BoxEdge;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final ImageSize SMALL = new ImageSize(200, 200);

    @Test
    void cropsAndFlipsPixelsAndConvertsBoxesBack() {
        byte[] pixels = new byte[3 * 4 * 2];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i / 3);
        }
        RgbImage image = new RgbImage(4, 2, pixels); // 0 1 2 3 / 4 5 6 7
        View view = new View(image.size(), new BoundingBox(1, 0, 4, 1), Flip.HORIZONTAL);
        RgbImage seen = view.of(image);
        assertThat(seen.size()).isEqualTo(new ImageSize(3, 1));
        assertThat(List.of(seen.value(0, 0, 0), seen.value(1, 0, 0), seen.value(2, 0, 0)))
                .containsExactly(3, 2, 1);
        assertThat(view.toImage(new BoundingBox(0, 0, 1, 1))).isEqualTo(new BoundingBox(3, 0, 4, 1));
        assertThat(View.whole(image.size()).of(image)).isSameAs(image);
    }

    @Test
    void onlyCropEdgesInsideTheImageCutABox() {
        View corner = new View(SMALL, new BoundingBox(0, 40, 160, 200), Flip.BOTH);
        assertThat(corner.cut(new BoundingBox(0, 42, 158, 200))).containsExactlyInAnyOrder(BoxEdge.Y1, BoxEdge.X2);
        assertThat(corner.cut(new BoundingBox(0, 43, 157, 200))).isEmpty();
        assertThat(View.whole(SMALL).cut(View.whole(SMALL).crop())).isEmpty();
    }

    @Test
    void showsADefectIfMostOfItIsVisibleAndLargeEnough() {
        View corner = new View(SMALL, new BoundingBox(0, 0, 160, 160), Flip.NONE);
        assertThat(corner.shows(new BoundingBox(80, 0, 180, 100))).isTrue();
        assertThat(corner.shows(new BoundingBox(81, 0, 181, 100))).isFalse();
        assertThat(corner.shows(new BoundingBox(10, 10, 12.4, 100))).isTrue();
        assertThat(corner.shows(new BoundingBox(10, 10, 12.3, 100))).isFalse();
    }
}
