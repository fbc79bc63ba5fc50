package io.millsight.image.corruption;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/** One way in which a picture may be worse than it could be. All randomness comes from the generator. */
public sealed interface ImageCorruption permits GaussianBlur, IntensityChange, JpegCompression, PixelNoise {

    RgbImage apply(RgbImage image, RandomGenerator random);
}
