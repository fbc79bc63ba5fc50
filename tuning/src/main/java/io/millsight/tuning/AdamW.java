package io.millsight.tuning;

import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019). It owns its moments and borrows the parameters. For parameter p with gradient g:
 *
 * <pre>
 * p ← p · (1 − lr · decay)
 * m ← β₁ m + (1 − β₁) g,   v ← β₂ v + (1 − β₂) g²
 * p ← p − lr · m̂ / (√v̂ + ε),   with m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ)
 * </pre>
 */
final class AdamW implements AutoCloseable {

    /**
     * Its constants.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon keeps the division finite
     * @param weightDecay of the parameters that decay
     */
    record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

    private static final String FIRST_MOMENT = "exp_avg.";
    private static final String SECOND_MOMENT = "exp_avg_sq.";

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> firstMoments = new LinkedHashMap<>();
    private final Map<String, Tensor> secondMoments = new LinkedHashMap<>();
    private final Settings settings;
    private final Predicate<String> decays;
    private int steps;

    /**
     * @param parameters float32 leaves that require gradients, by name
     * @param decays whether weight decay applies to a name
     */
    AdamW(Map<String, Tensor> parameters, Settings settings, Predicate<String> decays) {
        this.parameters = parameters;
        this.settings = settings;
        this.decays = decays;
        parameters.forEach((name, parameter) -> {
            firstMoments.put(name, zerosLike(parameter));
            secondMoments.put(name, zerosLike(parameter));
        });
    }

    private static Tensor zerosLike(Tensor parameter) {
        return Tensor.zeros(DType.FLOAT32, parameter.device(), parameter.shape())
                .retain();
    }

    /** Updates all parameters that have a gradient; the gradients are scaled first. */
    void step(double learningRate, double gradientScale) {
        steps++;
        double correction1 = 1 - Math.pow(settings.beta1(), steps);
        double correction2 = Math.sqrt(1 - Math.pow(settings.beta2(), steps));
        try (NoGradient off = NoGradient.open()) {
            for (Map.Entry<String, Tensor> entry : parameters.entrySet()) {
                try (Scope scope = Scope.open()) {
                    Tensor gradient = entry.getValue().gradient();
                    if (gradient != null) {
                        gradient.timesInPlace(gradientScale);
                        update(entry.getKey(), entry.getValue(), gradient, learningRate, correction1, correction2);
                    }
                }
            }
        }
    }

    private void update(
            String name,
            Tensor parameter,
            Tensor gradient,
            double learningRate,
            double correction1,
            double correction2) {
        if (settings.weightDecay() != 0 && decays.test(name)) {
            parameter.timesInPlace(1 - learningRate * settings.weightDecay());
        }
        Tensor first = Objects.requireNonNull(firstMoments.get(name));
        Tensor second = Objects.requireNonNull(secondMoments.get(name));
        first.interpolateInPlace(gradient, 1 - settings.beta1());
        second.timesInPlace(settings.beta2());
        second.plusProductInPlace(gradient, gradient, 1 - settings.beta2());
        Tensor denominator = second.sqrt().times(1 / correction2).plus(settings.epsilon());
        parameter.plusQuotientInPlace(first, denominator, -learningRate / correction1);
    }

    /** How many steps it has made. */
    int steps() {
        return steps;
    }

    /** Its moments by PyTorch's names for them, with the parameter's name behind; not copies. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        firstMoments.forEach((name, moment) -> state.put(FIRST_MOMENT + name, moment));
        secondMoments.forEach((name, moment) -> state.put(SECOND_MOMENT + name, moment));
        return state;
    }

    /** Counts on from an earlier run, whose moments have been copied into {@link #state}. */
    void resumeAt(int stepsMade) {
        steps = stepsMade;
    }

    @Override
    public void close() {
        firstMoments.values().forEach(Tensor::close);
        secondMoments.values().forEach(Tensor::close);
    }
}
