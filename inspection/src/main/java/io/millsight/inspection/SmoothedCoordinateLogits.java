package io.millsight.inspection;

import io.millsight.adapter.GaussianKernel;
import java.util.List;

/**
 * Smooths the logits of coordinates over neighbouring numbers, so that argmax selects a number with much probability around it.
 *
 * <p>If the model is uncertain about an edge, its probability is spread over neighbouring numbers, and the single most probable number is random.
 * Therefore the window with the most probability is chosen first, then the most probable number near its centre. An edge on the border of the image
 * so stays on the border, although the centre of the window lies inside the image. If the model is certain, smoothing changes nothing.
 *
 * @param window the weights around a number
 * @param nearby the weights around the centre of the chosen window
 */
record SmoothedCoordinateLogits(GaussianKernel window, GaussianKernel nearby) {

    /**
     * Returns the smoothed logits: for each number, the log of the weighted sum of the likelihoods around it. A number without neighbours keeps its
     * logit. The chosen number receives the score of the best window plus one ulp, so that argmax selects it.
     *
     * @param numbers in any order
     * @param logits of the numbers
     */
    float[] of(List<Integer> numbers, float[] logits) {
        float largest = logits[argmax(logits)];
        double[] likelihoods = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            likelihoods[i] = Math.exp(logits[i] - largest);
        }
        float[] smoothed = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int j = 0; j < logits.length; j++) {
                sum += likelihoods[j] * window.at(numbers.get(i) - numbers.get(j));
            }
            smoothed[i] = (float) (largest + Math.log(sum));
        }
        int centre = argmax(smoothed);
        int chosen = mostProbableNear(numbers.get(centre), numbers, logits);
        if (chosen != centre) {
            smoothed[chosen] = Math.nextUp(smoothed[centre]);
        }
        return smoothed;
    }

    /** Returns the index of the most probable number near the centre of a window. */
    private int mostProbableNear(int centre, List<Integer> numbers, float[] logits) {
        float[] weighted = new float[logits.length];
        for (int i = 0; i < weighted.length; i++) {
            weighted[i] = logits[i] + (float) Math.log(nearby.at(numbers.get(i) - centre));
        }
        return argmax(weighted);
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
