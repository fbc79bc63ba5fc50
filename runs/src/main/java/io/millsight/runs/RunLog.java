package io.millsight.runs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports the progress of a run to its listener, to metrics.jsonl and to the log. */
public final class RunLog {

    private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);

    private final RunSettings settings;
    private final StepPlan plan;
    private final RunFolder run;
    private final TrainingListener listener;

    /** Reports the progress of a run of this plan. */
    public RunLog(RunSettings settings, StepPlan plan, RunFolder run, TrainingListener listener) {
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
    public record Speed(double samplesPerSecond, double secondsPerStep) {}

    /**
     * A step that was made.
     *
     * @param loss of the step
     * @param learningRate of the step
     * @param gradientNorm before clipping
     * @param withPatchLoss whether the patch-level auxiliary loss is part of the training
     */
    public record Step(double loss, double learningRate, double gradientNorm, boolean withPatchLoss) {}

    /**
     * Reports a step. Writes a line of metrics.jsonl after every {@link RunSettings#LOGGING_STEPS} steps and after the last step.
     *
     * @param state after the step
     * @return the state after the report: a line starts a new sum of losses
     */
    public TrainerState step(TrainerState state, Step made, Speed speed) {
        listener.stepped(new TrainingListener.StepReport(
                state.step(),
                plan.totalSteps(),
                state.epoch(),
                made.loss,
                made.learningRate,
                made.gradientNorm,
                speed.samplesPerSecond,
                speed.secondsPerStep * (plan.totalSteps() - state.step())));
        if (state.step() % settings.values().get(RunSettings.LOGGING_STEPS) != 0 && state.step() != plan.totalSteps()) {
            return state;
        }
        LossSum losses = state.losses().sinceLastLine();
        Map<String, Object> line = line(state);
        line.put("loss", losses.meanAnswers());
        if (made.withPatchLoss) {
            line.put("patch_loss", losses.meanPatches());
        }
        line.put("learning_rate", made.learningRate);
        line.put("grad_norm", made.gradientNorm);
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
    public void evaluated(TrainerState state, EvaluationFigures figures, int images, boolean best) {
        Map<String, Object> line = line(state);
        putIfKnown(line, "eval_loss", figures.loss());
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
    public void saved(Path checkpoint) {
        LOG.info("saved {}", checkpoint);
        listener.saved(checkpoint);
    }

    /** Reports at the end that the training had no effect or stopped early, in one line. */
    public void noticed(String notice) {
        LOG.info("{}: {}", run.path(), notice);
        listener.noticed(notice);
    }
}
