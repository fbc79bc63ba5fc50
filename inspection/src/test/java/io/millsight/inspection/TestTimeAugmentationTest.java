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

class TestTimeAugmentationTest {

    private static final ImageSize SMALL = new ImageSize(200, 200);

    private static List<BoundingBox> crops(ImageSize image, int side) {
        return TestTimeAugmentation.ON.views(image, SMALL).stream()
                .map(View::crop)
                .filter(crop -> crop.width() == side && crop.height() == side)
                .toList();
    }

    @Test
    void onHasTheWholeImageInAllFlipsAndCropsOfTwoSizes() {
        List<View> views = TestTimeAugmentation.ON.views(SMALL, SMALL);
        assertThat(views).hasSize(12).doesNotHaveDuplicates();
        assertThat(views.subList(0, 4)).extracting(View::flip).containsExactly(Flip.values());
        assertThat(crops(SMALL, 200)).hasSize(4);
        assertThat(crops(SMALL, 180)).hasSize(4);
        assertThat(crops(SMALL, 160))
                .containsExactly(
                        new BoundingBox(0, 0, 160, 160),
                        new BoundingBox(40, 0, 200, 160),
                        new BoundingBox(0, 40, 160, 200),
                        new BoundingBox(40, 40, 200, 200));
    }

    @Test
    void aLargeImageHasCropsOfTheSizeOfTheInput() {
        List<BoundingBox> crops = crops(new ImageSize(500, 300), 200);
        assertThat(crops).hasSize(4 * 2);
        assertThat(crops).extracting(BoundingBox::xMin).contains(0.0, 100.0, 200.0, 300.0);
        assertThat(crops).extracting(BoundingBox::yMin).contains(0.0, 100.0);
    }

    @Test
    void extendedHasAllFlipsAndSmallerCrops() {
        List<View> extended = TestTimeAugmentation.EXTENDED.views(SMALL, SMALL);
        assertThat(extended)
                .hasSize(45)
                .doesNotHaveDuplicates()
                .containsAll(TestTimeAugmentation.ON.views(SMALL, SMALL));
        assertThat(extended).filteredOn(view -> view.crop().width() == 128).hasSize(9);
        assertThat(TestTimeAugmentation.EXTENDED.views(new ImageSize(500, 300), SMALL))
                .doesNotHaveDuplicates()
                .filteredOn(view -> view.crop().width() == 200)
                .hasSize(4 * 8);
    }

    @Test
    void offHasTheWholeImageOnly() {
        ImageSize large = new ImageSize(500, 300);
        assertThat(TestTimeAugmentation.OFF.views(large, SMALL)).containsExactly(View.whole(large));
    }

    @Test
    void cropsCoverImagesOfAnySize() {
        for (ImageSize image :
                List.of(new ImageSize(1, 1), new ImageSize(2, 3), new ImageSize(31, 200), new ImageSize(201, 1999))) {
            Set<BoundingBox> crops = TestTimeAugmentation.ON.views(image, SMALL).stream()
                    .map(View::crop)
                    .collect(Collectors.toSet());
            double[] covered = new double[image.width() * image.height()];
            for (BoundingBox crop : crops) {
                assertThat(crop.isInside(image.width(), image.height())).isTrue();
                if (crop.area() < covered.length) {
                    for (int y = (int) crop.yMin(); y < crop.yMax(); y++) {
                        Arrays.fill(
                                covered,
                                y * image.width() + (int) crop.xMin(),
                                y * image.width() + (int) crop.xMax(),
                                1);
                    }
                }
            }
            if (crops.size() > 1) {
                assertThat(covered).containsOnly(1);
            }
        }
    }

    /** Therefore the answer about a flipped image is the flipped answer. */
    @Test
    void aFlippedImageHasTheSameViews() {
        for (ImageSize image : List.of(SMALL, new ImageSize(300, 500))) {
            List<View> views = TestTimeAugmentation.ON.views(image, SMALL);
            for (Flip flip : Flip.values()) {
                Set<View> flipped = views.stream()
                        .map(view -> new View(image, flip.apply(view.crop(), image), together(view.flip(), flip)))
                        .collect(Collectors.toSet());
                assertThat(flipped).isEqualTo(new HashSet<>(views));
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
