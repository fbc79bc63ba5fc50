package io.millsight.image.corruption;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/** Corruption of an image for robustness tests and augmentation. All randomness comes from the given generator. */
public sealed interface ImageCorruption permits GaussianBlur, IntensityChange, JpegCompression, PixelNoise {

    RgbImage apply(RgbImage image, RandomGenerator random);
}
