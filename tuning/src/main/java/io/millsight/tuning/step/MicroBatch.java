package io.millsight.tuning.step;

import io.millsight.tuning.sample.EncodedSample;
import java.util.List;

/**
 * Samples of a step whose mean loss counts as one.
 *
 * @param samples at least one
 * @param seeds of what is drawn at random for each sample; empty where nothing is
 * @param share weight of its answers' summed loss within the loss of the step
 * @param patchShare weight of its patch-level auxiliary loss within the loss of the step; 0 if it is not computed
 */
record MicroBatch(List<EncodedSample> samples, List<Long> seeds, double share, double patchShare) {

    MicroBatch {
        samples = List.copyOf(samples);
        seeds = List.copyOf(seeds);
    }

    /** The number of tokens that go through the language model. */
    int tokens() {
        return samples.stream().mapToInt(sample -> sample.sequence().length()).sum();
    }

    /** The number of answer tokens. */
    int targets() {
        return samples.stream().mapToInt(EncodedSample::targets).sum();
    }
}
