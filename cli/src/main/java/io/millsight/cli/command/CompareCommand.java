package io.millsight.cli.command;

import io.millsight.cli.option.ComparisonEntryConverter;
import io.millsight.cli.option.InferenceOptions;
import io.millsight.cli.option.MeasuringOptions;
import io.millsight.cli.option.SplitOptions;
import io.millsight.cli.terminal.TerminalListener;
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
        description = {
            "Measures several models on the same images, each against the first: p says how likely a difference is by chance.",
            "Beside them stands what the most frequent sentence of the training images would reach.",
            "Any detector can take part by a file in COCO's result form,"
                    + " [{\"file_name\", \"category\", \"bbox\": [x, y, width, height], \"score\"}]; the predictions.json of"
                    + " 'millsight evaluate' is one."
        },
        footer = {
            "",
            "Examples:",
            "  millsight compare --data my-steel --out comparison before=models/qwen-3b tuned=models/qwen-3b+runs/first",
            "  millsight compare --data my-steel --split test --out comparison r8=qwen+runs/r8 yolo=yolo.json"
        })
public final class CompareCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME=WHAT",
            arity = "2..*",
            converter = ComparisonEntryConverter.class,
            description =
                    "A model's folder, MODEL+ADAPTER, or a file of predictions; each under a name of yours. An adapter may"
                            + " be the folder of a run.")
    private List<ComparisonEntry> entries;

    @Mixin
    private SplitOptions data;

    @Mixin
    private InferenceOptions inference;

    @Mixin
    private MeasuringOptions measuring;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = {
                "Write comparison.html, comparison.md and comparison.csv here. The folder is new or empty, or holds an"
                        + " earlier comparison, which is replaced; other files in it are left alone."
            })
    private Path out;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public CompareCommand() {}

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        TerminalListener listener = new TerminalListener(err);
        ExperimentSettings settings =
                new ExperimentSettings(inference.settings(), measuring.settings(), data.batchSize());
        ModelComparison comparison = new ModelComparison(entries, settings, listener);
        OutputFolder.require(out, ComparisonTables.FILES);
        EvaluationSplit split = data.read(null, listener);
        ComparisonResult result = comparison.run(split);
        result.write(out);
        PrintWriter console = spec.commandLine().getOut();
        console.print(ComparisonTables.toMarkdown(result.comparison()));
        console.flush();
        boolean anyModel = entries.stream().anyMatch(ComparisonEntry.OfModel.class::isInstance);
        return anyModel ? UnreadableImages.conclude(split, result.unreadable(), err) : 0;
    }
}
