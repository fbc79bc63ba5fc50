package io.millsight.steel.augment;

import io.millsight.image.ImageSize;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sequence of augmentations, each applied with its probability.
 *
 * @param steps augmentations in the order of their application
 */
public record Augmenter(List<Step> steps) {

    /** Changes nothing. */
    public static final Augmenter NONE = new Augmenter(List.of());

    /**
     * Default for surfaces under a fixed camera: always a flip; in half of the samples a resized crop of at least half
     * the area; mostly a change of brightness and contrast; sometimes noise.
     */
    public static final Augmenter DEFAULT = new Augmenter(List.of(
            new Step(new RandomFlip(), 1),
            new Step(new RandomResizedCrop(0.5, 1.25, 0.5, 6), 0.5),
            new Step(new BrightnessContrast(24, 1.25), 0.7),
            new Step(new GaussianNoise(6), 0.3)));

    /**
     * Returns an augmenter that crops half of the samples to the image size of the model's training set, if they are
     * larger.
     */
    public static Augmenter randomCrops(ImageSize known) {
        return new Augmenter(List.of(new Step(new RandomCrop(known, 0.5, 6), 0.5)));
    }

    /**
     * Augmentation with its probability.
     *
     * @param augmentation the augmentation
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

    /**
     * Returns a variation of the sample. The same seed gives the same variation. The random numbers of one step do not
     * affect the next step.
     */
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
