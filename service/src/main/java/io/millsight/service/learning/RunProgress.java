package io.millsight.service.learning;

import io.millsight.experiment.model.TrainedRun;
import io.millsight.files.RunLayout;
import io.millsight.runs.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * How far a training is, from what it writes into the folder of its run.
 *
 * @param step steps made
 * @param steps steps of the whole run; 0 if not known yet
 * @param seconds of training
 * @param losses the loss after some steps
 */
public record RunProgress(int step, int steps, double seconds, List<Loss> losses) {

    /** Nothing is known yet. */
    public static final RunProgress NONE = new RunProgress(0, 0, 0, List.of());

    public RunProgress {
        losses = List.copyOf(losses);
    }

    /**
     * A loss.
     *
     * @param step after which it was written
     * @param loss mean since the one before
     */
    public record Loss(int step, double loss) {}

    /** Reads the folder of a run, which may not exist yet. */
    static RunProgress of(Path run) {
        if (!new RunLayout(run).isRun()) {
            return NONE;
        }
        List<Loss> losses = new ArrayList<>();
        int step = 0;
        double seconds = 0;
        double epoch = 0;
        for (JsonNode line : RunFolder.metricsOf(run)) {
            step = Math.max(step, line.path("step").asInt(0));
            seconds = Math.max(seconds, line.path("seconds").asDouble(0));
            epoch = Math.max(epoch, line.path("epoch").asDouble(0));
            if (line.path("loss").isNumber()) {
                losses.add(new Loss(line.path("step").asInt(), line.path("loss").asDouble()));
            }
        }
        return new RunProgress(step, steps(run, step, epoch), seconds, losses);
    }

    private static int steps(Path run, int step, double epoch) {
        Map<String, String> settings = new TrainedRun(run, run).settings();
        int steps = Integer.parseInt(settings.getOrDefault("max_steps", "-1"));
        double epochs = Double.parseDouble(settings.getOrDefault("num_train_epochs", "0"));
        return steps > 0 ? steps : epoch > 0 ? (int) Math.round(step / epoch * epochs) : 0;
    }

    /** Returns the time until the last step in seconds; 0 if not known. */
    public double secondsLeft() {
        return step > 0 && steps > 0 ? seconds / step * (steps - step) : 0;
    }
}
