package io.millsight.tuning;

import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.LossSum;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingListener;
import io.millsight.tuning.step.OptimizerStep;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the progress of a run to its listener, to metrics.jsonl and to the log. */
final class RunLog {

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final TrainingSettings settings;
    private final StepPlan plan;
    private final RunFolder run;
    private final TrainingListener listener;

    RunLog(TrainingSettings settings, StepPlan plan, RunFolder run, TrainingListener listener) {
        this.settings = settings;
        this.plan = plan;
        this.run = run;
        this.listener = listener;
    }

    /**
     * The speed of a process.
     *
     * @param samplesPerSecond since the process began
     * @param secondsPerStep since the process began
     */
    record Speed(double samplesPerSecond, double secondsPerStep) {}

    /**
     * Reports a step. Writes a line of metrics.jsonl after every {@link RunSettings#LOGGING_STEPS} steps and after the last step.
     *
     * @param state after the step
     * @param learningRate of the step
     * @param withPatchLoss whether the patch-level auxiliary loss is part of the training
     * @return the state after the report: a line starts a new sum of losses
     */
    TrainerState step(
            TrainerState state, OptimizerStep.Result result, double learningRate, Speed speed, boolean withPatchLoss) {
        listener.stepped(new TrainingListener.StepReport(
                state.step(),
                plan.totalSteps(),
                state.epoch(),
                result.loss(settings.get(TrainingSettings.NORMALIZATION)),
                learningRate,
                result.gradientNorm(),
                speed.samplesPerSecond,
                speed.secondsPerStep * (plan.totalSteps() - state.step())));
        if (state.step() % settings.get(RunSettings.LOGGING_STEPS) != 0 && state.step() != plan.totalSteps()) {
            return state;
        }
        LossSum losses = state.losses().sinceLastLine();
        Map<String, Object> line = line(state);
        line.put("loss", losses.meanAnswers());
        if (withPatchLoss) {
            line.put("patch_loss", losses.meanPatches());
        }
        line.put("learning_rate", learningRate);
        line.put("grad_norm", result.gradientNorm());
        line.put("samples_per_second", speed.samplesPerSecond);
        line.put("seconds", state.seconds());
        write(line);
        return state.withLosses(state.losses().withLine());
    }

    /**
     * Reports an evaluation.
     *
     * @param images that the model described
     * @param best whether the checkpoint of this step is the best so far
     */
    void evaluated(TrainerState state, EvaluationFigures figures, int images, boolean best) {
        Map<String, Object> line = line(state);
        line.put("eval_loss", figures.loss());
        putIfKnown(line, "eval_map50", figures.map50());
        putIfKnown(line, "eval_f1", figures.f1());
        putIfKnown(line, "eval_type_accuracy", figures.typeAccuracy());
        write(line);
        listener.evaluated(new TrainingListener.EvaluationReport(state.step(), figures, images, best));
    }

    private static void putIfKnown(Map<String, Object> line, String key, double value) {
        if (Double.isFinite(value)) {
            line.put(key, value);
        }
    }

    private static Map<String, Object> line(TrainerState state) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", state.step());
        line.put("epoch", state.epoch());
        return line;
    }

    private void write(Map<String, Object> line) {
        run.log(line);
        LOG.info("{}: {}", run.path(), line);
    }

    /** Reports a checkpoint. */
    void saved(Path checkpoint) {
        LOG.info("saved {}", checkpoint);
        listener.saved(checkpoint);
    }

    /** Reports at the end that the training had no effect or stopped early, in one line. */
    void noticed(String notice) {
        LOG.info("{}: {}", run.path(), notice);
        listener.noticed(notice);
    }
}
