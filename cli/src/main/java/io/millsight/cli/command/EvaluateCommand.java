package io.millsight.cli.command;

import io.millsight.adapter.ScoreThreshold;
import io.millsight.cli.option.MeasuringOptions;
import io.millsight.cli.option.ModelOptions;
import io.millsight.cli.option.SplitOptions;
import io.millsight.cli.option.ThresholdRuleConverter;
import io.millsight.cli.output.EvaluationSummary;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.evaluation.ThresholdRule;
import io.millsight.evaluation.report.EvaluationFolder;
import io.millsight.experiment.EvaluationResult;
import io.millsight.experiment.ExperimentSettings;
import io.millsight.experiment.ModelEvaluation;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.report.OutputFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code millsight evaluate}. */
@Command(
        name = "evaluate",
        sortOptions = false,
        description = {
            "Measures how well a model answers on the images of a dataset.",
            "Prints a short summary: types, boxes, escapes (defective images called clean), overkill (clean images called"
                    + " defective). The report has all figures with 95 %% intervals, beside a baseline that answers every"
                    + " image with the most frequent sentence of the training images.",
            "An image that cannot be read is named, its annotated boxes count as missed, and the exit code is 2."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data synth --count 60 --out /tmp/steel",
            "  millsight evaluate --data /tmp/steel --limit 6 --out /tmp/report",
            "  millsight evaluate --model runs/first --data my-steel --out report",
            "  millsight evaluate --model runs/first --data my-steel --store-min-score f1"
        })
public final class EvaluateCommand implements Callable<Integer> {

    private static final double NANOSECONDS = 1e9;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            order = 3,
            description =
                    "Write the report into this folder: report.html and contact sheets for people; JSON, CSV, SVG and"
                            + " PNG for programs. An earlier report in the folder is replaced, other files are not touched.")
    private @Nullable Path out;

    @Option(
            names = "--limit",
            paramLabel = "N",
            order = 4,
            description = "Evaluate only N images, spread evenly over the split.")
    private @Nullable Integer limit;

    @Option(
            names = "--before",
            order = 5,
            description = "Also evaluate the model without its adapter, as it was before training.")
    private boolean before;

    @Option(
            names = "--robustness",
            order = 6,
            description = "Also evaluate on corrupted images: blur, noise, brightness, contrast and JPEG compression at"
                    + " three severities each. Takes 16 times as long.")
    private boolean robustness;

    @Option(
            names = "--store-min-score",
            paramLabel = "RULE",
            order = 7,
            converter = ThresholdRuleConverter.class,
            description =
                    "Choose a score threshold and store it with the adapter as the default of --min-score. f1: the"
                            + " threshold with the best F1. overkill=0.05: the lowest threshold with an overkill rate of at most"
                            + " 0.05. On validation images only.")
    private @Nullable ThresholdRule rule;

    @Mixin
    private MeasuringOptions measuring;

    @Mixin
    private ModelOptions model;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public EvaluateCommand() {}

    @Override
    public Integer call() {
        requireSense();
        ExperimentSettings settings =
                new ExperimentSettings(model.inference(), measuring.settings(), model.batchSize());
        requireNoTwoThresholds(settings);
        if (out != null) {
            OutputFolder.require(out, EvaluationFolder.FILES);
        }
        PrintWriter err = spec.commandLine().getErr();
        EvaluationSplit split = data.read(limit, new TerminalListener(err));
        EvaluationResult result = evaluation(settings, err).run(split);
        if (out != null) {
            long began = System.nanoTime();
            result.write(out);
            double seconds = (result.measuringTime().toNanos() + System.nanoTime() - began) / NANOSECONDS;
            err.printf(Locale.ROOT, "measuring and writing the report took %.1f s%n", seconds);
        }
        print(result);
        return UnreadableImages.conclude(split, result.answering().unreadable(), err);
    }

    private void print(EvaluationResult result) {
        PrintWriter console = spec.commandLine().getOut();
        if (measuring.verbose()) {
            console.println(result.report().toText());
        }
        new EvaluationSummary(
                        result.report().evaluation(),
                        result.report().baseline(ModelEvaluation.BEFORE).orElse(null))
                .print(console);
        ScoreThreshold chosen = result.answering().chosen();
        if (chosen != null) {
            console.println("Stored in " + result.storeMinScore() + ": " + chosen.words());
        }
        console.println(
                out == null
                        ? "No report was written; --out DIR writes one, --verbose prints all tables."
                        : "Report: " + out.resolve("report.html"));
        console.flush();
    }

    /** Finds what cannot work before the model has answered for hours. */
    private void requireSense() {
        if (before && model.model().adapter() == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--before compares with the model without its adapter; give one with --adapter");
        }
        if (limit != null && limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit " + limit + ": give at least 1");
        }
    }

    private void requireNoTwoThresholds(ExperimentSettings settings) {
        if (rule != null && settings.inference().minScore() != null) {
            throw new ParameterException(
                    spec.commandLine(), "--store-min-score chooses the score threshold; leave --min-score out");
        }
    }

    private ModelEvaluation evaluation(ExperimentSettings settings, PrintWriter err) {
        ModelEvaluation evaluation = new ModelEvaluation(model.model(), settings, new TerminalListener(err));
        if (before) {
            evaluation = evaluation.withUntuned();
        }
        if (rule != null) {
            evaluation = evaluation.withThreshold(rule);
        }
        return robustness ? evaluation.withRobustness() : evaluation;
    }
}
