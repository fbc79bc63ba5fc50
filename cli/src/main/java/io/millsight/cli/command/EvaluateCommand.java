package io.millsight.cli.command;

import io.millsight.cli.option.MeasuringOptions;
import io.millsight.cli.option.ModelOptions;
import io.millsight.cli.option.SplitOptions;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.evaluation.EvaluationSettings;
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
        description = {
            "Measures how good a model's answers are: types, boxes, texts, and how many cannot be read at all.",
            "An image that cannot be read is named, and what is marked on it counts as missed; the exit code is 2 then.",
            "Every figure has a 95 %% interval and stands beside what the most frequent sentence of the training images"
                    + " would reach. Average precision is given twice: boxes ranked by the model's own probabilities"
                    + " (token-probability), and not ranked (constant)."
        },
        footer = {
            "",
            "Examples:",
            "  millsight evaluate --model models/qwen-3b --adapter runs/first --data my-steel --out runs/first/val",
            "  millsight evaluate --model models/qwen-3b --adapter runs/first --data my-steel --before --out report",
            "  millsight evaluate --model runs/full --data my-steel --split test --batch-size 8",
            "  millsight evaluate --model nano --data my-steel --limit 20     a quick look",
            "  millsight evaluate --model runs/full --data my-steel --robustness --limit 60 --out robust"
        })
public final class EvaluateCommand implements Callable<Integer> {

    private static final double NANOSECONDS = 1e9;

    @Mixin
    private ModelOptions model;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Write the report here: report.html and contact sheets for people; JSON, CSV, SVG and PNG for"
                    + " programs. The folder is new or empty, or holds an earlier report, which is replaced; other files in it"
                    + " are left alone.")
    private @Nullable Path out;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Evaluate only so many images, spread evenly over the split.")
    private @Nullable Integer limit;

    @Option(
            names = "--before",
            description = "Also ask the model without its adapter, and show what it said before tuning.")
    private boolean before;

    @Option(
            names = "--robustness",
            description = {
                "Also ask about the same pictures when they are blurred, noisy, darker or brighter, of other contrast, or"
                        + " compressed, each at three severities: 15 times the work."
            })
    private boolean robustness;

    @Mixin
    private MeasuringOptions measuring;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public EvaluateCommand() {}

    @Override
    public Integer call() {
        requireSense();
        EvaluationSettings metrics = measuring.settings();
        if (out != null) {
            OutputFolder.require(out, EvaluationFolder.FILES);
        }
        PrintWriter err = spec.commandLine().getErr();
        EvaluationSplit split = data.read(limit, new TerminalListener(err));
        EvaluationResult result = evaluation(metrics, err).run(split);
        if (out != null) {
            long began = System.nanoTime();
            result.write(out);
            double seconds = (result.measuringTime().toNanos() + System.nanoTime() - began) / NANOSECONDS;
            err.printf(
                    Locale.ROOT, "wrote %s; measuring and writing took %.1f s%n", out.resolve("report.html"), seconds);
        }
        PrintWriter console = spec.commandLine().getOut();
        console.print(result.report().toText());
        console.flush();
        return UnreadableImages.conclude(split, result.answering().unreadable(), err);
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

    private ModelEvaluation evaluation(EvaluationSettings metrics, PrintWriter err) {
        ExperimentSettings settings = new ExperimentSettings(model.inference(), metrics, data.batchSize());
        ModelEvaluation evaluation = new ModelEvaluation(model.model(), settings, new TerminalListener(err));
        if (before) {
            evaluation = evaluation.withUntuned();
        }
        return robustness ? evaluation.withRobustness() : evaluation;
    }
}
