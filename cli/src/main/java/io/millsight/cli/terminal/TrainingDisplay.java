package io.millsight.cli.terminal;

import io.millsight.experiment.progress.Work;
import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.Run;
import io.millsight.runs.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a training on the error stream. */
public final class TrainingDisplay implements TrainingListener, AutoCloseable {

    private final PrintWriter err;
    private @Nullable Progress progress;

    public TrainingDisplay(PrintWriter err) {
        this.err = err;
    }

    /** Shows the progress from the step on that the run has reached. */
    public void begin(Run run) {
        progress = Progress.of(Work.items("training", run.totalSteps(), "steps").begunWith(run.stepsDone()), err);
    }

    @Override
    public void stepped(StepReport report) {
        if (progress == null) {
            return;
        }
        progress.note(String.format(
                Locale.ROOT,
                "epoch %.2f, loss %.4f, lr %.2e, %.1f samples/s",
                report.epoch(),
                report.loss(),
                report.learningRate(),
                report.samplesPerSecond()));
        progress.advance(1);
    }

    @Override
    public void evaluated(EvaluationReport report) {
        String when = report.step() == 0 ? "before training" : String.format(Locale.ROOT, "step %,d", report.step());
        err.println(when + ": " + words(report.figures()) + (report.best() ? ", the best so far" : ""));
    }

    /** The figures that are known, for people. */
    static String words(EvaluationFigures figures) {
        List<String> words = new ArrayList<>();
        add(words, "mAP50 %.2f", figures.map50());
        add(words, "F1 %.2f", figures.f1());
        add(words, "type accuracy %.2f", figures.typeAccuracy());
        add(words, "evaluation loss %.4f", figures.loss());
        return String.join(", ", words);
    }

    private static void add(List<String> words, String format, double value) {
        if (Double.isFinite(value)) {
            words.add(String.format(Locale.ROOT, format, value));
        }
    }

    @Override
    public void saved(Path checkpoint) {
        err.println("saved " + checkpoint);
    }

    @Override
    public void noticed(String line) {
        err.println("notice: " + line);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
