package io.millsight.detect.train;

import io.millsight.torch.NoGradient;
import io.millsight.torch.Tensor;
import java.util.Map;

/**
 * The exponential moving average of a network's weights, running statistics included. What is evaluated and saved is the average. At the start of a
 * run the average follows quickly: after n steps its decay is d · (1 − e^(−n / ramp)).
 *
 * @param decay of a long run
 * @param ramp steps after which the decay has risen to 63 %
 */
record WeightAverage(double decay, double ramp) {

    /** Returns the decay at a step, counted from 1. */
    double at(int step) {
        return decay * (1 - Math.exp(-step / ramp));
    }

    /**
     * Moves the average after a step.
     *
     * @param average changed in place
     * @param weights of the same names and shapes
     */
    void update(Map<String, Tensor> average, Map<String, Tensor> weights, int step) {
        double share = 1 - at(step);
        try (NoGradient off = NoGradient.open()) {
            average.forEach((name, tensor) -> {
                Tensor current = weights.get(name);
                if (current == null) {
                    throw new IllegalArgumentException("no tensor " + name);
                }
                tensor.moveTowards(current, share);
            });
        }
    }
}
