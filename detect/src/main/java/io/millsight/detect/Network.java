package io.millsight.detect;

import io.millsight.detect.net.NetworkWeights;
import io.millsight.image.RgbImage;
import java.util.List;
import java.util.SplittableRandom;

/** A detection network: functions over named weights, which it owns. One thread at a time may use it. */
public interface Network extends AutoCloseable {

    /** Returns the weights, under the names of the reference implementation. */
    NetworkWeights weights();

    /**
     * Computes the loss of a batch, and moves the running statistics of norms.
     *
     * @param random draws samples, where the method samples
     */
    Losses losses(TrainingBatch batch, SplittableRandom random);

    /** Returns whether weight decay applies to a parameter. */
    boolean decays(String parameter);

    /**
     * Detects boxes on images of any size.
     *
     * @return for each image its boxes of at least {@link Detector#MIN_SCORE} after non-maximum suppression, by falling score
     */
    List<List<ScoredBox>> detect(List<RgbImage> images);

    /** Frees the weights. */
    @Override
    void close();
}
