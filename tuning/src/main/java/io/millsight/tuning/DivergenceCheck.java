package io.millsight.tuning;

import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.TrainingException;
import io.millsight.torch.Tensor;
import java.util.Map;

/**
 * Stops a run that has diverged: one whose losses, gradients, weights or moments are NaN or infinite. Every checkpoint is checked before it is
 * written.
 */
final class DivergenceCheck {

    private final TrainingSettings settings;
    private final RunFolder run;

    DivergenceCheck(TrainingSettings settings, RunFolder run) {
        this.settings = settings;
        this.run = run;
    }

    /**
     * Refuses tensors that are not finite. If they were saved, a run that resumes from them and a model that describes with them would yield NaN
     * only.
     *
     * @param step optimiser steps made
     * @param kind of the tensors; the message names it before the tensor's name
     * @throws TrainingException if a tensor holds NaN or infinity
     */
    void requireFinite(int step, String kind, Map<String, Tensor> tensors) {
        tensors.forEach((name, tensor) -> {
            if (!tensor.isFinite()) {
                throw stopped(step, new NotFiniteException(kind + name + " holds NaN or infinity"));
            }
        });
    }

    /**
     * Makes the error that ends a diverged run.
     *
     * @param step the step that diverged, counted from 1; earlier steps have changed the parameters
     */
    TrainingException stopped(int step, NotFiniteException cause) {
        return stopped(step, true, cause);
    }

    /**
     * Makes the error that ends a diverged run.
     *
     * @param changed whether a step has changed the parameters before
     */
    TrainingException stopped(int step, boolean changed, NotFiniteException cause) {
        String kept = run.checkpoints()
                .last()
                .map(checkpoint -> checkpoint.getFileName() + " is the last good state")
                .orElse("no checkpoint has been written yet");
        return new TrainingException(
                "step " + step + ": " + cause.getMessage() + "; the run stops, and " + kept + "; " + remedy(changed),
                cause);
    }

    private String remedy(boolean changed) {
        if (settings.get(RunSettings.EPSILON) == 0) {
            return "start a new run with adam_epsilon above 0; 1e-8 is usual";
        }
        if (settings.get(TrainingSettings.DTYPE).matches("float16|fp16")) {
            return "start a new run with dtype bfloat16 or float32, whose numbers reach further";
        }
        if (!changed) {
            return "nothing was learned before, so look at the weights of " + settings.model();
        }
        return "start a new run with a lower learning_rate (it is " + settings.get(RunSettings.LEARNING_RATE) + ")";
    }
}
