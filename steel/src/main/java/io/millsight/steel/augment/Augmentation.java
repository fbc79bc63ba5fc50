package io.millsight.steel.augment;

import java.util.random.RandomGenerator;

/** Random change of a sample. All randomness comes from the given generator. */
public sealed interface Augmentation
        permits RandomFlip, RandomCrop, RandomResizedCrop, BrightnessContrast, GaussianNoise {

    Sample apply(Sample sample, RandomGenerator random);
}
