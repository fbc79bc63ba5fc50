package io.millsight.cli.command;

import io.millsight.cli.option.ComparisonEntryConverter;
import io.millsight.cli.option.InferenceOptions;
import io.millsight.cli.option.MeasuringOptions;
import io.millsight.cli.option.SplitOptions;
import io.millsight.cli.output.ComparisonSummary;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.evaluation.report.ComparisonTables;
import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.ComparisonResult;
import io.millsight.experiment.ExperimentSettings;
import io.millsight.experiment.ModelComparison;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.report.OutputFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight compare}. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Compares models on the same images, each with the first one.",
            "A baseline that answers every image with the most frequent sentence of the training images stands beside the"
                    + " models. The report has all figures with 95 %% intervals and p-values.",
            "A detector of another program can take part with a file in COCO's result format: [{\"file_name\", \"category\", \"bbox\":"
                    + " [x, y, width, height], \"score\"}]. The predictions.json of 'millsight evaluate' is such a file."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data synth --count 60 --out /tmp/steel",
            "  millsight compare --data /tmp/steel --out /tmp/comparison \\",
            "      bare=models/nano adapted=models/nano+models/nano-neu-det",
            "  millsight compare --data my-steel --out cmp mine=runs/first yolo=yolo.json"
        })
public final class CompareCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME=MODEL",
            arity = "2..*",
            converter = ComparisonEntryConverter.class,
            description =
                    "A name of your choice, and the folder of a model, adapter, detector or run, MODEL+ADAPTER, or a JSON file"
                            + " of predictions.")
    private List<ComparisonEntry> entries;

    @Mixin
    private SplitOptions data;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            order = 3,
            description =
                    "Write comparison.html, comparison.md and comparison.csv into this folder. An earlier comparison"
                            + " in the folder is replaced, other files are not touched.")
    private Path out;

    @Mixin
    private MeasuringOptions measuring;

    @Mixin
    private InferenceOptions inference;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public CompareCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        TerminalListener listener = new TerminalListener(err);
        ExperimentSettings settings =
                new ExperimentSettings(inference.settings(), measuring.settings(), inference.batchSize());
        ModelComparison comparison = new ModelComparison(entries, settings, listener);
        OutputFolder.require(out, ComparisonFolder.FILES);
        EvaluationSplit split = data.read(null, listener);
        ComparisonResult result = comparison.run(split);
        result.write(out);
        print(result);
        boolean anyModel = entries.stream().anyMatch(ComparisonEntry.OfModel.class::isInstance);
        return anyModel ? UnreadableImages.conclude(split, result.unreadable(), err) : 0;
    }

    private void print(ComparisonResult result) {
        PrintWriter console = spec.commandLine().getOut();
        if (measuring.verbose()) {
            console.println(ComparisonTables.toMarkdown(result.comparison()));
        }
        new ComparisonSummary(result.comparison()).print(console);
        console.println("Report: " + out.resolve("comparison.html"));
        console.flush();
    }
}
