package io.millsight.evaluation.robustness;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.image.RgbImage;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CorruptionSeverityTest {

    private static final RgbImage SURFACE = surface();

    private static RgbImage surface() {
        byte[] pixels = new byte[3 * 40 * 40];
        Random random = new Random(3);
        for (int i = 0; i < pixels.length; i += 3) {
            byte grey = (byte) (100 + random.nextInt(50));
            pixels[i] = grey;
            pixels[i + 1] = grey;
            pixels[i + 2] = grey;
        }
        return new RgbImage(40, 40, pixels);
    }

    @Test
    void thereAreFiveCorruptionsAtThreeSeverities() {
        assertThat(CorruptionSeverity.all()).hasSize(15).doesNotHaveDuplicates();
        assertThat(CorruptionSeverity.all())
                .extracting(CorruptionSeverity::parameters)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void aHigherLevelIsFurtherFromThePicture(CorruptionType corruption) {
        List<Double> distances = CorruptionSeverity.of(corruption).stream()
                .map(severity -> distance(severity.apply(SURFACE, "strip_1")))
                .toList();
        assertThat(distances).isSorted().doesNotHaveDuplicates();
        assertThat(distances.get(0)).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void anImageIsAlwaysCorruptedInTheSameWay(CorruptionType corruption) {
        CorruptionSeverity severity = CorruptionSeverity.of(corruption).get(1);
        assertThat(severity.apply(SURFACE, "strip_1").pixels())
                .isEqualTo(severity.apply(SURFACE, "strip_1").pixels());
    }

    @Test
    void someImagesBecomeDarkerAndSomeBrighter() {
        CorruptionSeverity severity =
                CorruptionSeverity.of(CorruptionType.BRIGHTNESS).get(0);
        long darker = IntStream.range(0, 100)
                .filter(i -> severity.apply(SURFACE, "strip_" + i).value(0, 0, 0) < SURFACE.value(0, 0, 0))
                .count();
        assertThat(darker).isBetween(30L, 70L);
    }

    private static double distance(RgbImage image) {
        return IntStream.range(0, image.pixels().length)
                .map(i -> Math.abs((image.pixels()[i] & 0xff) - (SURFACE.pixels()[i] & 0xff)))
                .sum();
    }
}
