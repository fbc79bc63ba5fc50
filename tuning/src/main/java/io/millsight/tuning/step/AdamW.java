package io.millsight.tuning.step;

import io.millsight.torch.AdamWUpdate;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
public final class AdamW implements AutoCloseable {

    /**
     * Its constants.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon keeps the division finite
     * @param weightDecay of the parameters that decay
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {}

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
    public AdamW(Map<String, Tensor> parameters, Settings settings, Predicate<String> decays) {
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
        try (NoGradient off = NoGradient.open();
                Scope scope = Scope.open()) {
            Map<Place, Group> groups = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> {
                Tensor gradient = parameter.gradient();
                if (gradient != null) {
                    if (gradientScale != 1) {
                        gradient.timesInPlace(gradientScale);
                    }
                    groups.computeIfAbsent(new Place(decays.test(name), parameter.device()), place -> new Group())
                            .add(name, parameter, gradient);
                }
            });
            groups.forEach((place, group) ->
                    group.update(learningRate, place.decays ? settings.weightDecay() : 0, place.device));
        }
    }

    /** What parameters have in common that are moved by one operation. */
    private record Place(boolean decays, Device device) {}

    /** Parameters that are moved by one operation. */
    private final class Group {

        private final List<Tensor> moved = new ArrayList<>();
        private final List<Tensor> gradients = new ArrayList<>();
        private final List<Tensor> first = new ArrayList<>();
        private final List<Tensor> second = new ArrayList<>();

        void add(String name, Tensor parameter, Tensor gradient) {
            moved.add(parameter);
            gradients.add(gradient);
            first.add(Objects.requireNonNull(firstMoments.get(name)));
            second.add(Objects.requireNonNull(secondMoments.get(name)));
        }

        void update(double learningRate, double weightDecay, Device device) {
            Tensor step = Tensor.full(steps, DType.FLOAT32, device);
            new AdamWUpdate(learningRate, settings.beta1(), settings.beta2(), settings.epsilon(), weightDecay)
                    .apply(moved, gradients, first, second, step);
        }
    }

    /** How many steps it has made. */
    int steps() {
        return steps;
    }

    /** Its moments by PyTorch's names for them, with the parameter's name behind; not copies. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        firstMoments.forEach((name, moment) -> state.put(FIRST_MOMENT + name, moment));
        secondMoments.forEach((name, moment) -> state.put(SECOND_MOMENT + name, moment));
        return state;
    }

    /** Counts on from an earlier run, whose moments have been copied into {@link #state}. */
    public void resumeAt(int stepsMade) {
        steps = stepsMade;
    }

    @Override
    public void close() {
        firstMoments.values().forEach(Tensor::close);
        secondMoments.values().forEach(Tensor::close);
    }
}
