package io.millsight.steel.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {

    private static final DefectType TYPE = new DefectType("patches");
    private static final int DARK = 20;
    private static final int BRIGHT = 220;

    static LongStream seeds() {
        return LongStream.range(0, 40);
    }

    /** Returns a dark image on which one box is bright. */
    private static Sample marked(int width, int height, BoundingBox box) {
        byte[] pixels = new byte[3 * width * height];
        Arrays.fill(pixels, (byte) DARK);
        for (int y = (int) box.yMin(); y < box.yMax(); y++) {
            for (int x = (int) box.xMin(); x < box.xMax(); x++) {
                Arrays.fill(pixels, 3 * (y * width + x), 3 * (y * width + x) + 3, (byte) BRIGHT);
            }
        }
        return new Sample(new RgbImage(width, height, pixels), List.of(new Defect(TYPE, box)));
    }

    private static Sample randomlyMarked(int width, int height, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int x = random.nextInt(width - 12);
        int y = random.nextInt(height - 12);
        return marked(
                width,
                height,
                new BoundingBox(x, y, random.nextInt(x + 12, width) + 1, random.nextInt(y + 12, height) + 1));
    }

    /** Returns the bounding box of all bright pixels. */
    private static BoundingBox brightBox(RgbImage image, int threshold) {
        int xMin = image.width();
        int yMin = image.height();
        int xMax = 0;
        int yMax = 0;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if (image.value(x, y, 1) > threshold) {
                    xMin = Math.min(xMin, x);
                    yMin = Math.min(yMin, y);
                    xMax = Math.max(xMax, x + 1);
                    yMax = Math.max(yMax, y + 1);
                }
            }
        }
        return new BoundingBox(xMin, yMin, xMax, yMax);
    }

    @ParameterizedTest
    @EnumSource
    void aFlipMovesTheBoxWithItsPixels(Flip flip) {
        for (long seed = 0; seed < 20; seed++) {
            Sample moved = flip.apply(randomlyMarked(50, 31, seed));
            assertThat(brightBox(moved.image(), 100))
                    .isEqualTo(moved.defects().get(0).box());
        }
    }

    @Test
    void theFlipsAreFourDifferentOnes() {
        Sample sample = marked(40, 40, new BoundingBox(1, 5, 10, 30));
        assertThat(Arrays.stream(Flip.values()).map(flip -> flip.apply(sample).defects()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCropMovesTheBoxWithItsPixels(long seed) {
        Sample sample = randomlyMarked(60, 44, seed);
        Sample cropped = new RandomResizedCrop(0.3, 1.5, 0.3, 4).apply(sample, new SplittableRandom(seed));
        assertThat(cropped.image().width()).isEqualTo(60);
        assertThat(cropped.image().height()).isEqualTo(44);
        BoundingBox box = cropped.defects().get(0).box();
        BoundingBox bright = brightBox(cropped.image(), (DARK + BRIGHT) / 2);
        assertThat(bright.xMin()).isCloseTo(box.xMin(), within(1.0));
        assertThat(bright.yMin()).isCloseTo(box.yMin(), within(1.0));
        assertThat(bright.xMax()).isCloseTo(box.xMax(), within(1.0));
        assertThat(bright.yMax()).isCloseTo(box.yMax(), within(1.0));
    }

    @Test
    void aCropDropsBoxesOfWhichTooLittleIsVisible() {
        Defect large = new Defect(TYPE, new BoundingBox(0, 0, 100, 100));
        Defect corner = new Defect(TYPE, new BoundingBox(0, 0, 30, 30));
        Sample sample = new Sample(marked(100, 100, corner.box()).image(), List.of(large, corner));
        RandomResizedCrop crop = new RandomResizedCrop(0.25, 1, 0.2, 4);
        int dropped = 0;
        for (long seed = 0; seed < 100; seed++) {
            List<Defect> defects =
                    crop.apply(sample, new SplittableRandom(seed)).defects();
            dropped += defects.size() == 1 ? 1 : 0;
            assertThat(defects).isNotEmpty();
        }
        assertThat(dropped).isBetween(20, 95);
    }

    @Test
    void aCropNeverMakesADefectiveSurfaceLookClean() {
        Sample sample = marked(100, 100, new BoundingBox(0, 0, 8, 8));
        RandomResizedCrop crop = new RandomResizedCrop(0.05, 1, 1, 0);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(crop.apply(sample, new SplittableRandom(seed)).defects()).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aTileShowsALargeImageAsItIs(long seed) {
        Sample sample = randomlyMarked(200, 120, seed);
        Sample tile = new RandomCrop(new ImageSize(50, 50), 0.01, 1).apply(sample, new SplittableRandom(seed));
        assertThat(tile.image().size()).isEqualTo(new ImageSize(50, 50));
        if (tile.defects().isEmpty()) {
            assertThat(tile.image().pixels()).containsOnly(DARK);
        } else {
            assertThat(tile.defects()).containsExactly(new Defect(TYPE, brightBox(tile.image(), (DARK + BRIGHT) / 2)));
        }
    }

    @Test
    void aboutEveryOtherTileOfASparsePictureShowsItsDefect() {
        Sample sample = marked(1000, 1000, new BoundingBox(700, 20, 720, 40));
        RandomCrop tiles = new RandomCrop(new ImageSize(100, 100), 0.5, 6);
        List<Sample> drawn = seeds().mapToObj(seed -> tiles.apply(sample, new SplittableRandom(seed)))
                .toList();
        assertThat(drawn.stream().filter(tile -> tile.defects().isEmpty()).count())
                .isBetween(10L, 30L);
        assertThat(drawn).allMatch(tile -> tile.image().width() == 100);
    }

    @Test
    void aTileOfASmallImageIsTheImage() {
        Sample sample = randomlyMarked(60, 44, 5);
        assertThat(new RandomCrop(new ImageSize(60, 44), 0.5, 6).apply(sample, new SplittableRandom(1)))
                .isSameAs(sample);
        assertThat(new RandomCrop(new ImageSize(40, 100), 0.01, 1)
                        .apply(sample, new SplittableRandom(1))
                        .image()
                        .size())
                .isEqualTo(new ImageSize(40, 44));
    }

    @Test
    void aCropOfTheWholeChangesNothing() {
        Sample sample = randomlyMarked(37, 23, 5);
        Sample cropped = new RandomResizedCrop(1, 1, 1, 0).apply(sample, new SplittableRandom(1));
        assertThat(cropped.image().pixels()).isEqualTo(sample.image().pixels());
        assertThat(cropped.defects()).isEqualTo(sample.defects());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void exposureAndNoiseLeaveTheBoxWhereItIs(long seed) {
        Sample sample = randomlyMarked(60, 44, seed);
        SplittableRandom random = new SplittableRandom(seed);
        Sample changed = new GaussianNoise(8).apply(new BrightnessContrast(20, 1.2).apply(sample, random), random);
        assertThat(changed.defects()).isEqualTo(sample.defects());
        assertThat(changed.image().pixels()).isNotEqualTo(sample.image().pixels());
        assertThat(brightBox(changed.image(), (DARK + BRIGHT) / 2))
                .isEqualTo(sample.defects().get(0).box());
    }

    @Test
    void noiseKeepsGreyGrey() {
        RgbImage image = new GaussianNoise(30)
                .apply(randomlyMarked(20, 20, 1), new SplittableRandom(3))
                .image();
        for (int i = 0; i < image.pixels().length; i += 3) {
            assertThat(image.pixels()[i]).isEqualTo(image.pixels()[i + 2]);
        }
    }

    @Test
    void aSeedDecidesEverything() {
        Sample sample = randomlyMarked(60, 60, 9);
        Sample first = Augmenter.DEFAULT.apply(sample, 17);
        Sample again = Augmenter.DEFAULT.apply(sample, 17);
        Sample other = Augmenter.DEFAULT.apply(sample, 18);
        assertThat(again.image().pixels()).isEqualTo(first.image().pixels());
        assertThat(again.defects()).isEqualTo(first.defects());
        assertThat(other.image().pixels()).isNotEqualTo(first.image().pixels());
    }

    @Test
    void noStepsChangeNothing() {
        Sample sample = randomlyMarked(30, 30, 2);
        assertThat(Augmenter.NONE.apply(sample, 1)).isSameAs(sample);
    }

    @Test
    void aStepOfProbabilityZeroIsNeverApplied() {
        Sample sample = randomlyMarked(30, 30, 2);
        Augmenter never = new Augmenter(List.of(new Augmenter.Step(new GaussianNoise(50), 0)));
        assertThat(LongStream.range(0, 50).mapToObj(seed -> never.apply(sample, seed)))
                .containsOnly(sample);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesAProbabilityThatIsNone(double probability) {
        assertThatThrownBy(() -> new Augmenter.Step(new RandomFlip(), probability))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a probability is from 0 to 1, not " + probability);
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThatThrownBy(() -> new RandomResizedCrop(0, 1, 1, 0)).hasMessageContaining("0 < minScale <= 1");
        assertThatThrownBy(() -> new BrightnessContrast(-1, 1)).hasMessageContaining("brightness must be");
        assertThatThrownBy(() -> new GaussianNoise(-1)).hasMessageContaining("deviation of noise");
    }

    @Test
    void refusesADefectOutsideTheImage() {
        RgbImage image = marked(10, 10, new BoundingBox(0, 0, 1, 1)).image();
        assertThatThrownBy(() -> new Sample(image, List.of(new Defect(TYPE, new BoundingBox(1, 1, 11, 5)))))
                .hasMessageContaining("outside the image of 10x10");
    }
}
