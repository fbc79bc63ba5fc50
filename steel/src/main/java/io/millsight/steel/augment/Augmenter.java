package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A row of augmentations, each applied with its probability.
 *
 * @param steps in the order in which they are applied
 */
public record Augmenter(List<Step> steps) {

    /** Changes nothing. */
    public static final Augmenter NONE = new Augmenter(List.of());

    /**
     * A gentle default for surfaces under a fixed camera: all flips; in half of the samples a part of at least half the area;
     * mostly another exposure; sometimes noise.
     */
    public static final Augmenter DEFAULT = new Augmenter(List.of(
            new Step(new RandomFlip(), 1),
            new Step(new RandomResizedCrop(0.5, 1.25, 0.5, 6), 0.5),
            new Step(new BrightnessContrast(24, 1.25), 0.7),
            new Step(new GaussianNoise(6), 0.3)));

    /** Half of the samples a part as large as the pictures that a model knows, if they are larger. */
    public static Augmenter randomCrops(ImageSize known) {
        return new Augmenter(List.of(new Step(new RandomCrop(known, 0.5, 6), 0.5)));
    }

    /**
     * One augmentation and how often it is applied.
     *
     * @param probability from 0 (never) to 1 (always)
     */
    public record Step(Augmentation augmentation, double probability) {

        public Step {
            if (!(probability >= 0 && probability <= 1)) {
                throw new IllegalArgumentException("a probability is from 0 to 1, not " + probability);
            }
        }
    }

    public Augmenter {
        steps = List.copyOf(steps);
    }

    /** A variation of the sample; the same seed gives the same one, and what one step draws changes nothing for the next. */
    public Sample apply(Sample sample, long seed) {
        SplittableRandom seeds = new SplittableRandom(seed);
        Sample result = sample;
        for (Step step : steps) {
            SplittableRandom random = seeds.split();
            if (random.nextDouble() < step.probability()) {
                result = step.augmentation().apply(result, random);
            }
        }
        return result;
    }
}
