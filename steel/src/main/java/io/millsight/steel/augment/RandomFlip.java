package io.millsight.steel.augment;

import java.util.random.RandomGenerator;

/** One of the four flips, each as likely as the others. */
public record RandomFlip() implements Augmentation {

    private static final Flip[] ALL = Flip.values();

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return ALL[random.nextInt(ALL.length)].apply(sample);
    }
}
