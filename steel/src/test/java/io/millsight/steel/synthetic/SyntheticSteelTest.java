package io.millsight.steel.synthetic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Sample;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntheticSteelTest {

    private static final int SURFACES = 1500;
    private static final List<Sample> REAL =
            LongStream.range(0, SURFACES).mapToObj(SyntheticSteel.REAL::draw).toList();

    @Test
    void drawsTheSameSurfaceFromTheSameSeed() {
        Sample first = SyntheticSteel.REAL.draw(11);
        Sample again = SyntheticSteel.REAL.draw(11);
        Sample other = SyntheticSteel.REAL.draw(12);

        assertThat(again.defects()).isEqualTo(first.defects());
        assertThat(again.image().pixels()).isEqualTo(first.image().pixels());
        assertThat(other.image().pixels()).isNotEqualTo(first.image().pixels());
    }

    @Test
    void drawsGreySurfacesOfTheSizeOfTheRealOnes() {
        Sample sample = REAL.get(0);

        assertThat(sample.image().width()).isEqualTo(200);
        assertThat(sample.image().height()).isEqualTo(200);
        for (int x = 0; x < 200; x++) {
            assertThat(sample.image().value(x, 50, 0))
                    .isEqualTo(sample.image().value(x, 50, 1))
                    .isEqualTo(sample.image().value(x, 50, 2));
        }
    }

    /** Medians of the boxes in the NEU-DET training split, and mean number of boxes per image. */
    @ParameterizedTest
    @CsvSource({
        "crazing,         126,  70, 2.3",
        "inclusion,        25,  66, 2.9",
        "patches,          52,  72, 3.0",
        "pitted_surface,  128, 192, 1.6",
        "rolled-in_scale,  67,  69, 2.1",
    })
    void makesBoxesOfTheSizesAndNumbersThatInspectorsMarked(String type, double width, double height, double count) {
        List<BoundingBox> boxes = boxes(new DefectType(type));
        double mean = REAL.stream()
                .filter(sample -> isOnly(sample, new DefectType(type)))
                .mapToInt(sample -> sample.defects().size())
                .average()
                .orElse(0);

        assertThat(median(boxes, BoundingBox::width)).isBetween(width / 1.45, width * 1.45);
        assertThat(median(boxes, BoundingBox::height)).isBetween(height / 1.45, height * 1.45);
        assertThat(mean).isCloseTo(count, within(0.8));
    }

    @Test
    void drawsScratchesLongAndThin() {
        List<BoundingBox> boxes = boxes(new DefectType("scratches"));

        assertThat(median(boxes, box -> Math.max(box.width(), box.height()))).isBetween(90.0, 200.0);
        assertThat(median(boxes, box -> Math.min(box.width(), box.height()))).isBetween(8.0, 28.0);
    }

    @Test
    void leavesSomeSurfacesCleanAndMixesTypesOnSome() {
        long clean = REAL.stream().filter(sample -> sample.defects().isEmpty()).count();
        long mixed = REAL.stream()
                .filter(sample ->
                        sample.defects().stream().map(Defect::type).distinct().count() > 1)
                .count();

        assertThat(clean).isBetween(SURFACES / 100L, SURFACES / 12L);
        assertThat(mixed).isBetween(SURFACES / 33L, SURFACES / 5L);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1})
    void keepsEveryBoxInsideAndFreeOfOthers(double realism) {
        SyntheticSteel steel = new SyntheticSteel(realism, Lighting.BRIGHT_FIELD);
        for (long seed = 0; seed < 200; seed++) {
            List<Defect> defects = steel.draw(seed).defects();
            for (int i = 0; i < defects.size(); i++) {
                assertThat(defects.get(i).box().isInside(200, 200)).isTrue();
                for (int j = 0; j < i; j++) {
                    assertThat(defects.get(i).box().iou(defects.get(j).box())).isLessThan(0.35);
                }
            }
        }
    }

    @Test
    void beginsWithOneStrongDefectOnEvenGround() {
        SyntheticSteel plain = new SyntheticSteel(0, Lighting.BRIGHT_FIELD);
        for (long seed = 0; seed < 50; seed++) {
            assertThat(plain.draw(seed).defects()).hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Medians of the mean and standard deviation of the grey values of the NEU-DET training images. */
    @ParameterizedTest
    @CsvSource({
        "crazing,         149, 28",
        "inclusion,       100, 11",
        "patches,         139, 58",
        "pitted_surface,  187, 26",
        "rolled-in_scale, 126, 16",
        "scratches,        95, 21",
    })
    void isAsBrightAndAsRichInContrastAsPhotographsOfTheType(String type, double brightness, double contrast) {
        List<Sample> samples = REAL.stream()
                .filter(sample -> isOnly(sample, new DefectType(type)))
                .toList();

        assertThat(median(samples, sample -> mean(sample, pixel -> true))).isCloseTo(brightness, within(40.0));
        assertThat(median(samples, SyntheticSteelTest::deviation)).isBetween(contrast / 1.35, contrast * 1.35);
    }

    @Test
    void givesTheTypesBrightnessesOfTheirOwn() {
        assertThat(brightness(new DefectType("scratches"))).isLessThan(brightness(new DefectType("patches")) - 20);
        assertThat(brightness(new DefectType("rolled-in_scale")))
                .isLessThan(brightness(new DefectType("pitted_surface")) - 20);
    }

    @Test
    void showsTheSameDefectsShiningInADarkField() {
        SyntheticSteel plain = new SyntheticSteel(0.5, Lighting.BRIGHT_FIELD);
        SyntheticSteel fromTheSide = new SyntheticSteel(0.5, Lighting.DARK_FIELD);
        double defects = 0;
        double steel = 0;
        for (long seed = 0; seed < 50; seed++) {
            Sample sample = fromTheSide.draw(seed);
            assertThat(sample.defects()).isEqualTo(plain.draw(seed).defects());
            defects += mean(sample, pixel -> isDefective(sample, pixel));
            steel += mean(sample, pixel -> !isDefective(sample, pixel));
        }
        assertThat(defects).isGreaterThan(1.5 * steel);
    }

    @Test
    void refusesARealismThatIsNone() {
        assertThatThrownBy(() -> new SyntheticSteel(1.5, Lighting.BRIGHT_FIELD))
                .hasMessage("realism is from 0 to 1, not 1.5");
    }

    private static List<BoundingBox> boxes(DefectType type) {
        return REAL.stream()
                .flatMap(sample -> sample.defects().stream())
                .filter(defect -> defect.type().equals(type))
                .map(Defect::box)
                .toList();
    }

    private static boolean isOnly(Sample sample, DefectType type) {
        return !sample.defects().isEmpty()
                && sample.defects().stream().allMatch(defect -> defect.type().equals(type));
    }

    private static <T> double median(List<T> all, ToDoubleFunction<T> size) {
        return all.stream().mapToDouble(size).sorted().toArray()[all.size() / 2];
    }

    private static double brightness(DefectType type) {
        return REAL.stream()
                .filter(sample -> isOnly(sample, type))
                .mapToDouble(sample -> mean(sample, pixel -> true))
                .average()
                .orElseThrow();
    }

    private static double deviation(Sample sample) {
        byte[] pixels = sample.image().pixels();
        double mean = mean(sample, pixel -> true);
        return Math.sqrt(IntStream.range(0, pixels.length / 3)
                .mapToDouble(i -> (pixels[3 * i] & 0xff) - mean)
                .map(difference -> difference * difference)
                .average()
                .orElseThrow());
    }

    /** Returns the mean of selected pixels of a grey image; 0 if there are none. */
    private static double mean(Sample sample, IntPredicate which) {
        byte[] pixels = sample.image().pixels();
        return IntStream.range(0, pixels.length / 3)
                .filter(which)
                .map(i -> pixels[3 * i] & 0xff)
                .average()
                .orElse(0);
    }

    private static boolean isDefective(Sample sample, int pixel) {
        int x = pixel % sample.image().width();
        int y = pixel / sample.image().width();
        return sample.defects().stream()
                .map(Defect::box)
                .anyMatch(box -> x >= box.xMin() && x < box.xMax() && y >= box.yMin() && y < box.yMax());
    }
}
