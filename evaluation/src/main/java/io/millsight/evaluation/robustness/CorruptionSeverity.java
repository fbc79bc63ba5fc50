package io.millsight.evaluation.robustness;

import io.millsight.image.RgbImage;
import io.millsight.image.corruption.GaussianBlur;
import io.millsight.image.corruption.ImageCorruption;
import io.millsight.image.corruption.IntensityChange;
import io.millsight.image.corruption.JpegCompression;
import io.millsight.image.corruption.PixelNoise;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Corruption of one severity.
 *
 * @param type type of the corruption
 * @param level severity from 1 (mild) to {@link #LEVELS} (severe)
 * @param parameters parameters in words
 * @param alternatives corruptions of which one is drawn for each image
 */
public record CorruptionSeverity(
        CorruptionType type, int level, String parameters, List<ImageCorruption> alternatives) {

    /** Number of severities of each corruption. */
    public static final int LEVELS = 3;

    private static final double[] BLURS = {1, 2, 3};
    private static final double[] NOISES = {8, 16, 32};
    private static final double[] SHIFTS = {25, 50, 75};
    private static final double[] CONTRASTS = {0.7, 0.5, 0.3};
    private static final int[] QUALITIES = {50, 25, 10};

    public CorruptionSeverity {
        alternatives = List.copyOf(alternatives);
    }

    /** Returns the severities of a corruption, from mild to severe. */
    public static List<CorruptionSeverity> of(CorruptionType corruption) {
        IntFunction<CorruptionSeverity> byLevel = switch (corruption) {
            case BLUR -> CorruptionSeverity::blur;
            case NOISE -> CorruptionSeverity::noise;
            case BRIGHTNESS -> CorruptionSeverity::brightness;
            case CONTRAST -> CorruptionSeverity::contrast;
            case JPEG -> CorruptionSeverity::jpeg;
        };
        return IntStream.rangeClosed(1, LEVELS).mapToObj(byLevel).toList();
    }

    /** Returns all severities of all corruptions. */
    public static List<CorruptionSeverity> all() {
        return Stream.of(CorruptionType.values())
                .flatMap(corruption -> of(corruption).stream())
                .toList();
    }

    /**
     * Returns the corrupted image. The result depends on the id only, and the random numbers are the same at every
     * severity.
     */
    public RgbImage apply(RgbImage image, String id) {
        SplittableRandom random = new SplittableRandom((type.key() + " " + id).hashCode());
        return alternatives.get(random.nextInt(alternatives.size())).apply(image, random);
    }

    private static CorruptionSeverity blur(int level) {
        double deviation = BLURS[level - 1];
        return new CorruptionSeverity(
                CorruptionType.BLUR,
                level,
                words("Gaussian, σ %.0f pixels", deviation),
                List.of(new GaussianBlur(deviation)));
    }

    private static CorruptionSeverity noise(int level) {
        double deviation = NOISES[level - 1];
        return new CorruptionSeverity(
                CorruptionType.NOISE,
                level,
                words("Gaussian, σ %.0f of 255", deviation),
                List.of(new PixelNoise(deviation)));
    }

    private static CorruptionSeverity brightness(int level) {
        double shift = SHIFTS[level - 1];
        return new CorruptionSeverity(
                CorruptionType.BRIGHTNESS,
                level,
                words("%.0f of 255 darker or brighter", shift),
                List.of(new IntensityChange(1, -shift), new IntensityChange(1, shift)));
    }

    private static CorruptionSeverity contrast(int level) {
        double factor = CONTRASTS[level - 1];
        return new CorruptionSeverity(
                CorruptionType.CONTRAST,
                level,
                words("times or divided by %.1f", factor),
                List.of(new IntensityChange(factor, 0), new IntensityChange(1 / factor, 0)));
    }

    private static CorruptionSeverity jpeg(int level) {
        int quality = QUALITIES[level - 1];
        return new CorruptionSeverity(
                CorruptionType.JPEG, level, "quality " + quality + " of 100", List.of(new JpegCompression(quality)));
    }

    private static String words(String format, double parameter) {
        return String.format(Locale.ROOT, format, parameter);
    }
}
