package io.millsight.image.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ImageCorruptionTest {

    private static final RgbImage SURFACE = surface(37, 23);

    static List<ImageCorruption> corruptions() {
        return List.of(
                new GaussianBlur(1.5),
                new PixelNoise(12),
                new IntensityChange(0.5, 0),
                new IntensityChange(1, 30),
                new JpegCompression(20));
    }

    /** Returns a grey image with different values at each position. */
    private static RgbImage surface(int width, int height) {
        SplittableRandom random = new SplittableRandom(5);
        byte[] pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.length; i += 3) {
            byte grey = (byte) (80 + random.nextInt(100));
            pixels[i] = grey;
            pixels[i + 1] = grey;
            pixels[i + 2] = grey;
        }
        return new RgbImage(width, height, pixels);
    }

    private static RgbImage apply(ImageCorruption corruption, RgbImage image) {
        return corruption.apply(image, new SplittableRandom(7));
    }

    private static double[] greys(RgbImage image) {
        return IntStream.range(0, image.width() * image.height())
                .mapToDouble(i -> image.pixels()[3 * i] & 0xff)
                .toArray();
    }

    private static double mean(RgbImage image) {
        return IntStream.range(0, greys(image).length)
                .mapToDouble(i -> greys(image)[i])
                .average()
                .orElseThrow();
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Math.sqrt(Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow());
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void changesThePixelsAndNeverTheSizeOrTheOriginal(ImageCorruption corruption) {
        byte[] before = SURFACE.pixels().clone();
        RgbImage changed = apply(corruption, SURFACE);
        assertThat(changed.size()).isEqualTo(SURFACE.size());
        assertThat(changed.pixels()).isNotEqualTo(before);
        assertThat(SURFACE.pixels()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("corruptions")
    void theSameRandomNumbersGiveTheSamePixels(ImageCorruption corruption) {
        assertThat(apply(corruption, SURFACE).pixels())
                .isEqualTo(apply(corruption, SURFACE).pixels());
    }

    @Test
    void blurKeepsTheMeanAndSpreadsAPointAsAGaussian() {
        byte[] pixels = new byte[3 * 21 * 21];
        int centre = 3 * (10 * 21 + 10);
        pixels[centre] = (byte) 255;
        RgbImage blurred = apply(new GaussianBlur(1), new RgbImage(21, 21, pixels));
        assertThat(blurred.value(10, 10, 0)).isEqualTo(41); // 255 / (2 pi)
        assertThat(blurred.value(11, 10, 0)).isEqualTo(blurred.value(10, 11, 0)).isEqualTo(25);
        assertThat(blurred.value(10, 10, 1)).isZero();
        assertThat(mean(apply(new GaussianBlur(2), SURFACE))).isCloseTo(mean(SURFACE), within(1.0));
    }

    @Test
    void noiseHasTheStatedDeviationAndKeepsGreyGrey() {
        RgbImage flat = new RgbImage(100, 100, filled(3 * 100 * 100, (byte) 128));
        RgbImage noisy = apply(new PixelNoise(10), flat);
        assertThat(deviation(greys(noisy))).isCloseTo(10, within(0.3));
        for (int i = 0; i < noisy.pixels().length; i += 3) {
            assertThat(noisy.pixels()[i]).isEqualTo(noisy.pixels()[i + 1]).isEqualTo(noisy.pixels()[i + 2]);
        }
    }

    @Test
    void exposureScalesAroundTheMeanAndShiftsIt() {
        assertThat(deviation(greys(apply(new IntensityChange(0.5, 0), SURFACE))))
                .isCloseTo(deviation(greys(SURFACE)) / 2, within(0.2));
        assertThat(mean(apply(new IntensityChange(0.5, 0), SURFACE))).isCloseTo(mean(SURFACE), within(0.5));
        assertThat(mean(apply(new IntensityChange(1, -30), SURFACE))).isCloseTo(mean(SURFACE) - 30, within(0.5));
        assertThat(apply(new IntensityChange(1, 255), SURFACE).value(0, 0, 0)).isEqualTo(255);
    }

    @Test
    void aPoorerJpegIsFurtherFromTheOriginal() {
        assertThat(distance(new JpegCompression(90)))
                .isLessThan(distance(new JpegCompression(40)))
                .isPositive();
        assertThat(distance(new JpegCompression(40))).isLessThan(distance(new JpegCompression(5)));
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> new GaussianBlur(0)).hasMessageContaining("not 0.0");
        assertThatThrownBy(() -> new PixelNoise(-1)).hasMessageContaining("not -1.0");
        assertThatThrownBy(() -> new IntensityChange(-1, 0)).hasMessageContaining("not -1.0");
        assertThatThrownBy(() -> new JpegCompression(0)).hasMessageContaining("not 0");
    }

    private static double distance(ImageCorruption corruption) {
        double[] original = greys(SURFACE);
        double[] changed = greys(apply(corruption, SURFACE));
        return IntStream.range(0, original.length)
                .mapToDouble(i -> Math.abs(original[i] - changed[i]))
                .sum();
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, value);
        return bytes;
    }
}
