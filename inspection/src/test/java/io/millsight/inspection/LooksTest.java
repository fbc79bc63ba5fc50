package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.augment.Flip;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LooksTest {

    private static final ImageSize SMALL = new ImageSize(200, 200);

    private static List<BoundingBox> parts(ImageSize picture, int side) {
        return Looks.SEVERAL.at(picture, SMALL).stream()
                .map(View::window)
                .filter(window -> window.width() == side && window.height() == side)
                .toList();
    }

    @Test
    void aPictureIsSeenWholeInAllFlipsAndInPartsOfTwoSizes() {
        List<View> views = Looks.SEVERAL.at(SMALL, SMALL);
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
    void manyLooksAreThoseInAllFlipsAndAtSmallerParts() {
        List<View> many = Looks.MANY.at(SMALL, SMALL);
        assertThat(many).hasSize(45).doesNotHaveDuplicates().containsAll(Looks.SEVERAL.at(SMALL, SMALL));
        assertThat(many).filteredOn(view -> view.window().width() == 128).hasSize(9);
        assertThat(Looks.MANY.at(new ImageSize(500, 300), SMALL))
                .doesNotHaveDuplicates()
                .filteredOn(view -> view.window().width() == 200)
                .hasSize(4 * 8);
    }

    @Test
    void oneLookIsAtThePictureAsItIs() {
        ImageSize large = new ImageSize(500, 300);
        assertThat(Looks.ONE.at(large, SMALL)).containsExactly(View.whole(large));
    }

    @Test
    void partsCoverPicturesOfAnySize() {
        for (ImageSize picture :
                List.of(new ImageSize(1, 1), new ImageSize(2, 3), new ImageSize(31, 200), new ImageSize(201, 1999))) {
            Set<BoundingBox> windows =
                    Looks.SEVERAL.at(picture, SMALL).stream().map(View::window).collect(Collectors.toSet());
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
            List<View> views = Looks.SEVERAL.at(picture, SMALL);
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
}
