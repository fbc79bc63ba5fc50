package io.millsight.evaluation.robustness;

import io.millsight.image.RgbImage;
import io.millsight.image.perturb.Blur;
import io.millsight.image.perturb.Exposure;
import io.millsight.image.perturb.JpegLoss;
import io.millsight.image.perturb.Perturbation;
import io.millsight.image.perturb.PixelNoise;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A disturbance of one strength.
 *
 * @param level from 1, mild, to {@link #LEVELS}, severe
 * @param parameters in words
 * @param either one of these befalls an image, drawn for it
 */
public record Severity(Disturbance disturbance, int level, String parameters, List<Perturbation> either) {

    /** How many there are of each disturbance. */
    public static final int LEVELS = 3;

    private static final double[] BLURS = {1, 2, 3};
    private static final double[] NOISES = {8, 16, 32};
    private static final double[] SHIFTS = {25, 50, 75};
    private static final double[] CONTRASTS = {0.7, 0.5, 0.3};
    private static final int[] QUALITIES = {50, 25, 10};

    public Severity {
        either = List.copyOf(either);
    }

    /** From mild to severe. */
    public static List<Severity> of(Disturbance disturbance) {
        IntFunction<Severity> byLevel = switch (disturbance) {
            case BLUR -> Severity::blur;
            case NOISE -> Severity::noise;
            case BRIGHTNESS -> Severity::brightness;
            case CONTRAST -> Severity::contrast;
            case JPEG -> Severity::jpeg;
        };
        return IntStream.rangeClosed(1, LEVELS).mapToObj(byLevel).toList();
    }

    /** All severities of all disturbances. */
    public static List<Severity> all() {
        return Stream.of(Disturbance.values())
                .flatMap(disturbance -> of(disturbance).stream())
                .toList();
    }

    /** The image as it becomes, the same one each time; what is drawn for it is the same at every level. */
    public RgbImage apply(RgbImage image, String id) {
        SplittableRandom random = new SplittableRandom((disturbance.key() + " " + id).hashCode());
        return either.get(random.nextInt(either.size())).apply(image, random);
    }

    private static Severity blur(int level) {
        double deviation = BLURS[level - 1];
        return new Severity(
                Disturbance.BLUR, level, words("Gaussian, σ %.0f pixels", deviation), List.of(new Blur(deviation)));
    }

    private static Severity noise(int level) {
        double deviation = NOISES[level - 1];
        return new Severity(
                Disturbance.NOISE,
                level,
                words("Gaussian, σ %.0f of 255", deviation),
                List.of(new PixelNoise(deviation)));
    }

    private static Severity brightness(int level) {
        double shift = SHIFTS[level - 1];
        return new Severity(
                Disturbance.BRIGHTNESS,
                level,
                words("%.0f of 255 darker or brighter", shift),
                List.of(new Exposure(1, -shift), new Exposure(1, shift)));
    }

    private static Severity contrast(int level) {
        double factor = CONTRASTS[level - 1];
        return new Severity(
                Disturbance.CONTRAST,
                level,
                words("times or divided by %.1f", factor),
                List.of(new Exposure(factor, 0), new Exposure(1 / factor, 0)));
    }

    private static Severity jpeg(int level) {
        int quality = QUALITIES[level - 1];
        return new Severity(Disturbance.JPEG, level, "quality " + quality + " of 100", List.of(new JpegLoss(quality)));
    }

    private static String words(String format, double parameter) {
        return String.format(Locale.ROOT, format, parameter);
    }
}
