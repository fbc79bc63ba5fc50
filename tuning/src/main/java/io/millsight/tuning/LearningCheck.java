package io.millsight.tuning;

import io.millsight.runs.EvaluationRecord;
import io.millsight.runs.LossRecord;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainerState;
import io.millsight.torch.Tensor;
import io.millsight.tuning.step.OptimizerStep;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Tells at the end of a run whether it learned at all. It did not if
 *
 * <ul>
 *   <li>the learning rate was 0, or every gradient was 0, or no weight is another than before,
 *   <li>every gradient was clipped to less than adam_epsilon per weight, which Adam takes for nothing, or
 *   <li>the loss hardly moved: neither that of the run's first samples nor the evaluation loss fell by {@value #LEAST_FALL_PERCENT} %.
 * </ul>
 *
 * <p>The loss of the first samples is compared with itself: once as the first steps found it, once after the last step. So it does not depend on
 * which samples the last steps happened to see. The losses are those of the whole run, gradients and weights those of its last process.
 */
final class LearningCheck {

    /** Samples whose loss is compared; a few, because a single one may rise in a good run. */
    private static final int FIRST_SAMPLES = 8;

    /** A loss below it leaves nothing to learn. */
    private static final double LEAST_LOSS = 1e-3;

    private static final int LEAST_FALL_PERCENT = 1;
    private static final double LEAST_RISE_OF_MAP50 = 0.02;
    private static final double LEAST_FALL = LEAST_FALL_PERCENT / 100.0;

    private final TrainingSettings settings;
    private final Map<String, Tensor> parameters;
    private final Map<String, Double> normsBefore;
    private final double rootOfSize;
    private boolean anyGradient;
    private boolean anyGradientThatCounts;

    /**
     * @param parameters that learn, as they are before the process' first step
     */
    LearningCheck(TrainingSettings settings, Map<String, Tensor> parameters) {
        this.settings = settings;
        this.parameters = parameters;
        this.normsBefore = norms();
        this.rootOfSize = Math.sqrt((double)
                parameters.values().stream().mapToLong(Tensor::elements).sum());
    }

    private Map<String, Double> norms() {
        Map<String, Double> norms = new LinkedHashMap<>();
        parameters.forEach((name, parameter) -> norms.put(name, parameter.norm()));
        return norms;
    }

    /** How many of the run's steps see the first samples. */
    static int firstSteps(TrainingSettings settings) {
        long samplesOfStep = (long) settings.get(RunSettings.BATCH_SIZE) * settings.get(RunSettings.ACCUMULATION);
        return (int) Math.max(1, (FIRST_SAMPLES + samplesOfStep - 1) / samplesOfStep);
    }

    /** Notes what a step did. */
    void step(OptimizerStep.Result result) {
        anyGradient |= result.gradientNorm() > 0;
        boolean clippedToNothing = result.gradientScale() < 1
                && result.gradientNorm() * result.gradientScale() / rootOfSize < settings.get(RunSettings.EPSILON);
        anyGradientThatCounts |= !clippedToNothing;
    }

    /**
     * Says in one line what to try if the run did not learn.
     *
     * @param state at the end
     * @param lossAfter of the first samples, after the last step
     */
    Optional<String> conclude(TrainerState state, double lossAfter) {
        double rate = settings.get(RunSettings.LEARNING_RATE);
        if (rate == 0) {
            return nothingLearned("learning_rate is 0", "give a learning_rate above 0");
        }
        if (!anyGradient) {
            return nothingLearned("the gradient was 0 in every step", "look at lora_alpha and alpha_pattern");
        }
        if (!anyGradientThatCounts) {
            return nothingLearned(
                    "max_grad_norm " + settings.get(RunSettings.MAX_GRAD_NORM)
                            + " leaves less of every gradient than adam_epsilon per weight",
                    "give a larger max_grad_norm; 1 is usual, 0 is no clipping");
        }
        if (norms().equals(normsBefore)) {
            return nothingLearned(
                    "no weight is another than before", "try a higher learning_rate (it is " + rate + ")");
        }
        return loss(state, lossAfter);
    }

    private static Optional<String> nothingLearned(String reason, String remedy) {
        return Optional.of("nothing was learned: " + reason + "; " + remedy);
    }

    private Optional<String> loss(TrainerState state, double lossAfter) {
        LossRecord losses = state.losses();
        double lossBefore = losses.first().meanAnswers(); // NaN in a run that an older release began
        boolean known = !(lossBefore >= LEAST_LOSS);
        if (known || fell(lossBefore, lossAfter) || improved(state.evaluations())) {
            return Optional.empty();
        }
        String found = String.format(
                Locale.ROOT, "the loss of the run's first samples went from %.4f to %.4f", lossBefore, lossAfter);
        String rate = "learning_rate (it is " + settings.get(RunSettings.LEARNING_RATE) + ")";
        return Optional.of(
                fell(lossAfter, lossBefore)
                        ? "the run made the model worse: " + found + "; try a lower " + rate
                        : "the model hardly learned: " + found + ", by less than " + LEAST_FALL_PERCENT
                                + " %; try a higher " + rate + " or more steps (" + state.step() + " were made)");
    }

    private static boolean improved(EvaluationRecord evaluations) {
        double rise = evaluations.best().map50() - evaluations.first().map50();
        return fell(evaluations.first().loss(), evaluations.lowestLoss()) || rise >= LEAST_RISE_OF_MAP50;
    }

    private static boolean fell(double before, double after) {
        return after < before * (1 - LEAST_FALL);
    }
}
