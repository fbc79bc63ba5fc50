package io.millsight.detect.net;

import io.millsight.detect.net.ConvNorm.NormLayer;
import io.millsight.torch.BatchNorm;

/**
 * The kind of all batch norms of a network.
 *
 * @param frozen whether weights and statistics stay as they are, as with published weights and small batches
 * @param epsilon is added to the variance
 * @param momentum share of the batch in the new running statistics
 */
public record Norms(boolean frozen, double epsilon, double momentum) {

    NormLayer build(WeightSource source, String name, int channels) {
        BatchNorm norm = new BatchNorm(epsilon, momentum);
        return frozen
                ? NormLayer.frozen(source, name, channels, norm)
                : NormLayer.trained(source, name, channels, norm);
    }
}
