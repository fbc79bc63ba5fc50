package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.report.Edge;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ViewTest {

    private static final ImageSize SMALL = new ImageSize(200, 200);

    private static List<BoundingBox> parts(ImageSize picture, int side) {
        return View.all(picture, SMALL).stream()
                .map(View::window)
                .filter(window -> window.width() == side && window.height() == side)
                .toList();
    }

    @Test
    void aPictureIsSeenWholeInAllFlipsAndInPartsOfTwoSizes() {
        List<View> views = View.all(SMALL, SMALL);
        assertThat(views).hasSize(12).doesNotHaveDuplicates();
        assertThat(views.subList(0, 4)).extracting(View::flip).containsExactly(Flip.values());
        assertThat(parts(SMALL, 200)).hasSize(4);
        assertThat(parts(SMALL, 180)).hasSize(4);
        assertThat(parts(SMALL, 160))
                .containsExactly(
                        new BoundingBox(0, 0, 160, 160),
                        new BoundingBox(40, 0, 200, 160),
                        new BoundingBox(0, 40, 160, 200),
                        new BoundingBox(40, 40, 200, 200));
    }

    @Test
    void aLargePictureIsSeenInPartsOfTheSizeThatTheModelIsShown() {
        List<BoundingBox> parts = parts(new ImageSize(500, 300), 200);
        assertThat(parts).hasSize(4 * 2);
        assertThat(parts).extracting(BoundingBox::xMin).contains(0.0, 100.0, 200.0, 300.0);
        assertThat(parts).extracting(BoundingBox::yMin).contains(0.0, 100.0);
    }

    @Test
    void partsCoverPicturesOfAnySize() {
        for (ImageSize picture :
                List.of(new ImageSize(1, 1), new ImageSize(2, 3), new ImageSize(31, 200), new ImageSize(201, 1999))) {
            Set<BoundingBox> windows =
                    View.all(picture, SMALL).stream().map(View::window).collect(Collectors.toSet());
            double[] covered = new double[picture.width() * picture.height()];
            for (BoundingBox window : windows) {
                assertThat(window.isInside(picture.width(), picture.height())).isTrue();
                if (window.area() < covered.length) {
                    for (int y = (int) window.yMin(); y < window.yMax(); y++) {
                        Arrays.fill(
                                covered,
                                y * picture.width() + (int) window.xMin(),
                                y * picture.width() + (int) window.xMax(),
                                1);
                    }
                }
            }
            if (windows.size() > 1) {
                assertThat(covered).containsOnly(1);
            }
        }
    }

    /** So that a mirrored surface is described as the surface mirrored. */
    @Test
    void aMirroredPictureHasTheSameViews() {
        for (ImageSize picture : List.of(SMALL, new ImageSize(300, 500))) {
            List<View> views = View.all(picture, SMALL);
            for (Flip flip : Flip.values()) {
                Set<View> mirrored = views.stream()
                        .map(view -> new View(picture, flip.apply(view.window(), picture), together(view.flip(), flip)))
                        .collect(Collectors.toSet());
                assertThat(mirrored).isEqualTo(new HashSet<>(views));
            }
        }
    }

    /** The flip that does what both do one after the other. */
    private static Flip together(Flip one, Flip other) {
        BoundingBox corner = new BoundingBox(0, 0, 1, 1);
        BoundingBox moved = other.apply(one.apply(corner, SMALL), SMALL);
        return Arrays.stream(Flip.values())
                .filter(flip -> flip.apply(corner, SMALL).equals(moved))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsSeenIsThePartInTheMirrorAndABoxIsPutBack() {
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
        assertThat(view.toPicture(new BoundingBox(0, 0, 1, 1))).isEqualTo(new BoundingBox(3, 0, 4, 1));
        assertThat(View.whole(image.size()).of(image)).isSameAs(image);
    }

    @Test
    void onlyWhatLiesWithinThePictureCutsABox() {
        View corner = new View(SMALL, new BoundingBox(0, 40, 160, 200), Flip.BOTH);
        assertThat(corner.cut(new BoundingBox(0, 42, 158, 200))).containsExactlyInAnyOrder(Edge.Y1, Edge.X2);
        assertThat(corner.cut(new BoundingBox(0, 43, 157, 200))).isEmpty();
        assertThat(View.whole(SMALL).cut(View.whole(SMALL).window())).isEmpty();
    }

    @Test
    void mostOfADefectHasToBeSeenAndItMustNotBeTooSmall() {
        View corner = new View(SMALL, new BoundingBox(0, 0, 160, 160), Flip.NONE);
        assertThat(corner.shows(new BoundingBox(80, 0, 180, 100))).isTrue();
        assertThat(corner.shows(new BoundingBox(81, 0, 181, 100))).isFalse();
        assertThat(corner.shows(new BoundingBox(10, 10, 12.4, 100))).isTrue();
        assertThat(corner.shows(new BoundingBox(10, 10, 12.3, 100))).isFalse();
    }
}
