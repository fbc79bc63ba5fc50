package io.millsight.image.perturb;

import io.millsight.image.RgbImage;
import java.util.random.RandomGenerator;

/** One way in which a picture may be worse than it could be. All randomness comes from the generator. */
public sealed interface Perturbation permits Blur, Exposure, JpegLoss, PixelNoise {

    RgbImage apply(RgbImage image, RandomGenerator random);
}
