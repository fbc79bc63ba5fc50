package io.millsight.inspection;

import io.millsight.adapter.BellCurve;
import java.util.List;

/**
 * Weighs numbers by the probability around them. A model that is unsure of an edge spreads its probability over neighbouring numbers; the single most
 * probable one is then a matter of chance, while the place around which most of the probability lies is not. In that neighbourhood the most probable number
 * is taken: where an edge may lie on the border of the image, that is the border, while the neighbourhood's middle lies inside. Where the model is sure, all
 * are the same.
 *
 * @param neighbourhood around a number
 * @param near how far from its middle the number is looked for
 */
record NeighbourhoodWeights(BellCurve neighbourhood, BellCurve near) {

    /**
     * What takes the place of each number's logit: the logarithm of the likelihoods around it, summed. It is the number's own logit where no other comes
     * near. The weight of the best neighbourhood goes to the number that is taken from it as well, by a hair more.
     *
     * @param numbers in any order
     * @param logits of each
     */
    float[] of(List<Integer> numbers, float[] logits) {
        float largest = logits[best(logits)];
        double[] likelihoods = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            likelihoods[i] = Math.exp(logits[i] - largest);
        }
        float[] weights = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int j = 0; j < logits.length; j++) {
                sum += likelihoods[j] * neighbourhood.at(numbers.get(i) - numbers.get(j));
            }
            weights[i] = (float) (largest + Math.log(sum));
        }
        int middle = best(weights);
        int chosen = nearest(numbers, logits, numbers.get(middle));
        if (chosen != middle) {
            weights[chosen] = Math.nextUp(weights[middle]);
        }
        return weights;
    }

    /** The place of the most probable number near another. */
    private int nearest(List<Integer> numbers, float[] logits, int middle) {
        float[] weights = new float[logits.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = logits[i] + (float) Math.log(near.at(numbers.get(i) - middle));
        }
        return best(weights);
    }

    private static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
