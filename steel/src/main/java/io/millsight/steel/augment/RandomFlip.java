package io.millsight.steel.augment;

import java.util.random.RandomGenerator;

/** Random choice of the four flips with equal probability. */
public record RandomFlip() implements Augmentation {

    private static final Flip[] ALL = Flip.values();

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        return ALL[random.nextInt(ALL.length)].apply(sample);
    }
}
