package io.millsight.inspection;

import io.millsight.tuning.BellCurve;
import java.util.List;

/**
 * Weighs numbers by the probability around them. A model that is unsure of an edge spreads its probability over neighbouring numbers; the single most
 * probable one is then a matter of chance, while the place around which most of the probability lies is not. Where it is sure, both are the same.
 *
 * @param curve of the neighbourhood
 */
record NeighbourhoodWeights(BellCurve curve) {

    /**
     * What takes the place of each number's logit: the logarithm of the likelihoods around it, summed. It is the number's own logit where no other comes near.
     *
     * @param numbers in any order
     * @param logits of each
     */
    float[] of(List<Integer> numbers, float[] logits) {
        float largest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            largest = Math.max(largest, logit);
        }
        double[] likelihoods = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            likelihoods[i] = Math.exp(logits[i] - largest);
        }
        float[] weights = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int j = 0; j < logits.length; j++) {
                sum += likelihoods[j] * curve.at(numbers.get(i) - numbers.get(j));
            }
            weights[i] = (float) (largest + Math.log(sum));
        }
        return weights;
    }
}
