package io.millsight.detect.train;

import io.millsight.runs.NotFiniteException;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.SgdUpdate;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/** Stochastic gradient descent with momentum. It owns the velocities until it is closed. */
final class Sgd implements AutoCloseable {

    private static final String VELOCITY = "momentum_buffer.";

    /**
     * Constants of a run.
     *
     * @param momentum share of the velocity that stays
     * @param nesterov whether a step looks ahead
     * @param weightDecay of the parameters that decay
     * @param maxGradientNorm a longer gradient is shortened to this norm; 0 for no limit
     */
    record Settings(double momentum, boolean nesterov, double weightDecay, double maxGradientNorm) {}

    private final Map<String, Tensor> parameters;
    private final Map<String, Tensor> velocities = new LinkedHashMap<>();
    private final Predicate<String> decays;
    private final Settings settings;

    /**
     * Starts without velocity.
     *
     * @param parameters float32 leaves that require gradients
     * @param decays whether weight decay applies to a name
     */
    Sgd(Map<String, Tensor> parameters, Settings settings, Predicate<String> decays) {
        this.parameters = parameters;
        this.settings = settings;
        this.decays = decays;
        parameters.forEach((name, parameter) -> velocities.put(
                name,
                Tensor.zeros(DType.FLOAT32, parameter.device(), parameter.shape())
                        .retain()));
    }

    /** The velocities by PyTorch's name for them, with the parameter's name behind; not copies. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        velocities.forEach((name, velocity) -> state.put(VELOCITY + name, velocity));
        return state;
    }

    /**
     * Moves all parameters that have a gradient, and frees the gradients.
     *
     * @return the norm of the gradient before it was shortened
     * @throws NotFiniteException if the norm is NaN or infinite; nothing has moved then
     */
    double step(double learningRate) {
        try (NoGradient off = NoGradient.open();
                Scope scope = Scope.open()) {
            Map<String, Tensor> gradients = new LinkedHashMap<>();
            parameters.forEach((name, parameter) -> {
                Tensor gradient = parameter.gradient();
                if (gradient != null) {
                    gradients.put(name, gradient);
                }
            });
            double norm = NotFiniteException.require("the norm of the gradient", norm(gradients));
            if (settings.maxGradientNorm > 0 && norm > settings.maxGradientNorm) {
                gradients.values().forEach(gradient -> gradient.timesInPlace(settings.maxGradientNorm / norm));
            }
            move(gradients, learningRate, true);
            move(gradients, learningRate, false);
            parameters.values().forEach(Tensor::clearGradient);
            return norm;
        }
    }

    private static double norm(Map<String, Tensor> gradients) {
        List<Tensor> squares = gradients.values().stream()
                .map(gradient -> gradient.squared().sum())
                .toList();
        return squares.isEmpty() ? 0 : Math.sqrt(Tensor.stack(squares, 0).sum().item());
    }

    private void move(Map<String, Tensor> gradients, double learningRate, boolean decaying) {
        List<Tensor> moved = new ArrayList<>();
        List<Tensor> slopes = new ArrayList<>();
        List<Tensor> speeds = new ArrayList<>();
        gradients.forEach((name, gradient) -> {
            if (decays.test(name) == decaying) {
                moved.add(Objects.requireNonNull(parameters.get(name)));
                slopes.add(gradient);
                speeds.add(Objects.requireNonNull(velocities.get(name)));
            }
        });
        if (!moved.isEmpty()) {
            new SgdUpdate(learningRate, settings.momentum, settings.nesterov, decaying ? settings.weightDecay : 0)
                    .apply(moved, slopes, speeds);
        }
    }

    @Override
    public void close() {
        velocities.values().forEach(Tensor::close);
    }
}
