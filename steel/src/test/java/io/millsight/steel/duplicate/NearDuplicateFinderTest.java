package io.millsight.steel.duplicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearDuplicateFinderTest {

    private static final int SIZE = 200;

    private static RgbImage image(int width, int height, IntBinaryOperator greyAt) {
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i++) {
            int grey = greyAt.applyAsInt(i / 3 % width, i / 3 / width);
            pixels[i] = (byte) Math.max(0, Math.min(255, grey));
        }
        return new RgbImage(width, height, pixels);
    }

    /** Returns an artificial strip: grain of three pixels that is elongated along the strip. */
    private static RgbImage strip(long seed, int width, int height) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] noise = random.doubles((long) (width + 3) * (height + 7)).toArray();
        return image(width, height, (x, y) -> {
            double sum = 0;
            for (int j = 0; j < 7; j++) {
                for (int i = 0; i < 3; i++) {
                    sum += noise[(y + j) * (width + 3) + x + i] - 0.5;
                }
            }
            return (int) (120 + 25 * sum);
        });
    }

    private static RgbImage crop(RgbImage strip, int left, int top) {
        return image(SIZE, SIZE, (x, y) -> strip.value(left + x, top + y, 0));
    }

    private static SourceImage source(String id, RgbImage image) {
        return new SourceImage(id, () -> image);
    }

    private static NearDuplicates find(RgbImage... images) {
        List<SourceImage> sources = new ArrayList<>();
        for (RgbImage image : images) {
            sources.add(source("image_" + sources.size(), image));
        }
        return new NearDuplicateFinder().find(sources, (done, total) -> {});
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "20, 0", "-20, 30", "100, -5", "7, 133", "-90, -90", "150, 0"})
    void findsCropsOfOneStripAndTheirOffset(int dx, int dy) {
        RgbImage strip = strip(1, 600, 600);

        NearDuplicates found = find(crop(strip, 200, 200), crop(strip, 200 + dx, 200 + dy));

        assertThat(found.overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.first()).isEqualTo("image_0");
            assertThat(overlap.second()).isEqualTo("image_1");
            assertThat(overlap.dx()).isEqualTo(dx);
            assertThat(overlap.dy()).isEqualTo(dy);
            double common = (double) (SIZE - Math.abs(dx)) * (SIZE - Math.abs(dy)) / (SIZE * SIZE);
            assertThat(overlap.share()).isCloseTo(common, within(1e-9));
            assertThat(overlap.correlation()).isGreaterThan(0.9);
        });
    }

    @Test
    void seesThroughOtherLightingAndNoise() {
        RgbImage strip = strip(2, 400, 400);
        SplittableRandom random = new SplittableRandom(3);
        RgbImage darker =
                image(SIZE, SIZE, (x, y) -> strip.value(60 + x, 70 + y, 0) / 2 + x / 5 + random.nextInt(-3, 4));

        assertThat(find(crop(strip, 20, 20), darker).overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.dx()).isEqualTo(40);
            assertThat(overlap.dy()).isEqualTo(50);
        });
    }

    @Test
    void findsACropOfAnotherSize() {
        RgbImage strip = strip(4, 300, 250);

        assertThat(find(strip, crop(strip, 80, 30)).overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.dx()).isEqualTo(80);
            assertThat(overlap.dy()).isEqualTo(30);
            assertThat(overlap.share()).isEqualTo(1);
        });
    }

    @Test
    void givesTheOffsetOfLargeImagesInTheirOwnPixels() {
        RgbImage coarse = strip(5, 700, 400);
        RgbImage first = image(1200, 1200, (x, y) -> coarse.value(x / 3, y / 3, 0));
        RgbImage second = image(1200, 1200, (x, y) -> coarse.value(300 + x / 3, y / 3, 0));

        assertThat(find(first, second).overlaps()).singleElement().satisfies(overlap -> {
            assertThat(overlap.dx()).isEqualTo(900);
            assertThat(overlap.dy()).isZero();
        });
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 20, 30})
    void doesNotConfuseDifferentTextures(long seed) {
        RgbImage[] strips = new RgbImage[20];
        for (int i = 0; i < strips.length; i++) {
            strips[i] = strip(seed + i * 1000L, SIZE, SIZE);
        }

        assertThat(find(strips).overlaps()).isEmpty();
    }

    @Test
    void findsAnExactCopy() {
        RgbImage strip = strip(6, SIZE, SIZE);

        assertThat(find(strip, strip(7, SIZE, SIZE), crop(strip, 0, 0)).overlaps())
                .containsExactly(new ImageOverlap("image_0", "image_2", 0, 0, 1, 1));
    }

    @Test
    void aFlatImageMatchesNothingButItsCopies() {
        RgbImage strip = strip(8, SIZE, SIZE);
        RgbImage flat = image(SIZE, SIZE, (x, y) -> 120);
        RgbImage brighter = image(SIZE, SIZE, (x, y) -> 125);
        RgbImage shaded = image(SIZE, SIZE, (x, y) -> 80 + x / 4);

        assertThat(find(flat, strip, brighter, shaded, flat).overlaps())
                .containsExactly(new ImageOverlap("image_0", "image_4", 0, 0, 1, 1));
    }

    @Test
    void aRegularPatternDoesNotMakeNeighbours() {
        IntBinaryOperator chequered = (x, y) -> (x / 12 + y / 12) % 2 == 0 ? 90 : 160;
        RgbImage one = image(SIZE, SIZE, chequered);
        RgbImage shifted = image(SIZE, SIZE, (x, y) -> chequered.applyAsInt(x + 5, y + 3));

        assertThat(find(one, shifted).overlaps()).isEmpty();
    }

    @Test
    void aStraightScratchAloneDoesNotMakeNeighbours() {
        RgbImage[] scratched = new RgbImage[6];
        for (int i = 0; i < scratched.length; i++) {
            RgbImage grain = strip(100 + i, SIZE, SIZE);
            int left = 40 + 17 * i;
            scratched[i] = image(
                    SIZE, SIZE, (x, y) -> x >= left && x < left + 6 ? 230 : 100 + (grain.value(x, y, 0) - 120) / 8);
        }

        assertThat(find(scratched).overlaps()).isEmpty();
    }

    @Test
    void joinsGroupsThroughNeighbours() {
        RgbImage strip = strip(9, 500, SIZE);
        RgbImage left = crop(strip, 0, 0);

        NearDuplicates found = find(crop(strip, 300, 0), strip(11, SIZE, SIZE), left, crop(strip, 150, 0), left);

        assertThat(found.groups().keySet()).containsExactly("image_0", "image_1", "image_2", "image_3", "image_4");
        assertThat(found.groups().values()).containsExactly("image_0", "image_1", "image_0", "image_0", "image_0");
    }

    @Test
    void takesTinyImages() {
        RgbImage tiny = image(1, 1, (x, y) -> 7);
        RgbImage narrow = strip(12, 3, 900);

        assertThat(find(tiny, narrow, tiny).overlaps()).hasSize(1);
    }

    @Test
    void hasNothingToSayAboutNoImages() {
        assertThat(find()).isEqualTo(new NearDuplicates(List.of(), Map.of()));
    }

    @Test
    void readsFilesAndReportsProgress(@TempDir Path folder) {
        RgbImage strip = strip(13, 300, 300);
        List<SourceImage> sources = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Path file = folder.resolve(i + ".png");
            ImageFile.writePng(crop(strip, 30 * i, 10 * i), file);
            sources.add(SourceImage.of("crop_" + i, file));
        }
        List<String> steps = new ArrayList<>();

        NearDuplicates found =
                new NearDuplicateFinder().find(sources, (done, total) -> steps.add(done + " of " + total));

        assertThat(steps).containsExactly("1 of 3", "2 of 3", "3 of 3");
        assertThat(found.overlaps()).extracting(ImageOverlap::dx).containsExactly(30, 60, 30);
    }

    @Test
    void refusesAnIdThatOccursTwice() {
        RgbImage flat = image(4, 4, (x, y) -> 1);

        assertThatThrownBy(() -> new NearDuplicateFinder()
                        .find(List.of(source("a", flat), source("a", flat)), (done, total) -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two images have the id a; ids must be unique");
    }

    @Test
    void groupsThatAreKnownAreTakenIn() {
        Map<String, String> found = new LinkedHashMap<>();
        List.of("a", "b", "c", "d", "e").forEach(id -> found.put(id, id));
        found.put("b", "a");
        found.put("d", "c");
        NearDuplicates duplicates = new NearDuplicates(List.of(), found);

        assertThat(duplicates.groupsJoinedWith(Map.of("b", "7", "d", "7", "e", "8")))
                .isEqualTo(Map.of("a", "a", "b", "a", "c", "a", "d", "a", "e", "e"));
        assertThat(duplicates.groupsJoinedWith(Map.of())).isEqualTo(found);
    }
}
