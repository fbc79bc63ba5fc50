package io.millsight.steel.augment;

import java.util.random.RandomGenerator;

/** One way to vary a sample. All randomness comes from the generator. */
public sealed interface Augmentation
        permits RandomFlip, RandomCrop, RandomResizedCrop, BrightnessContrast, GaussianNoise {

    Sample apply(Sample sample, RandomGenerator random);
}
