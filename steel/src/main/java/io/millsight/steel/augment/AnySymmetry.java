package io.millsight.steel.augment;

import java.util.random.RandomGenerator;

/** One of the eight symmetries, each as likely as the others; images that are not square keep their format and have only four. */
public record AnySymmetry() implements Augmentation {

    private static final Symmetry[] ALL = Symmetry.values();
    private static final int WITHOUT_TRANSPOSITION = 4;

    @Override
    public Sample apply(Sample sample, RandomGenerator random) {
        boolean square = sample.image().width() == sample.image().height();
        return ALL[random.nextInt(square ? ALL.length : WITHOUT_TRANSPOSITION)].apply(sample);
    }
}
