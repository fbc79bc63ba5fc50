package io.millsight.cli.command;

import io.millsight.cli.option.ComparisonEntryConverter;
import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.option.InferenceOptions;
import io.millsight.cli.option.MeasuringOptions;
import io.millsight.cli.option.MethodOptions;
import io.millsight.cli.option.SplitOptions;
import io.millsight.cli.output.ComparisonSummary;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.evaluation.report.ComparisonTables;
import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.ComparisonResult;
import io.millsight.experiment.ExperimentSettings;
import io.millsight.experiment.MethodRuns;
import io.millsight.experiment.ModelComparison;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.report.OutputFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code millsight compare}. */
@Command(
        name = "compare",
        sortOptions = false,
        description = {
            "Compares models on the same images, each with the first one or --reference.",
            "--methods trains what is compared first: the same images and the same seed for all.",
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
            "  millsight compare --data my-steel --out cmp mine=runs/first yolo=yolo.json",
            "  millsight compare --methods all --data my-steel --out cmp"
        })
public final class CompareCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "NAME=MODEL",
            arity = "0..*",
            description =
                    "A name of your choice, and the folder of a model, adapter, detector or run, MODEL+ADAPTER, or a JSON file"
                            + " of predictions.")
    private List<String> written =
            new ArrayList<>(); // picocli would not name what is wrong with one that may be missing

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

    @Option(
            names = "--reference",
            paramLabel = "NAME",
            order = 4,
            description =
                    "The row that all others are compared with (default: lora if --methods trains it, else the first).")
    private @Nullable String reference;

    @Mixin
    private MethodOptions methods;

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
        List<ComparisonEntry> given = given();
        List<String> trained = trainedMethods(given);
        OutputFolder.require(out, ComparisonFolder.FILES);
        EvaluationSplit split = data.read(null, listener);
        MethodRuns runs = new MethodRuns(out);
        MethodTrainer trainer = new MethodTrainer(methods, data.data(), err);
        trainer.check(trained, runs);
        if (!trained.isEmpty() && !runs.complete(methods.conditions(trained, split.dataset()), trainer)) {
            return Failures.INTERRUPTED;
        }
        List<ComparisonEntry> entries = rows(trained, runs, given);
        ModelComparison comparison = new ModelComparison(entries, settings, listener);
        ComparisonResult result = comparison.run(split);
        result.write(out);
        print(result);
        boolean anyModel = entries.stream().anyMatch(ComparisonEntry.OfModel.class::isInstance);
        return anyModel ? UnreadableImages.conclude(split, result.unreadable(), err) : 0;
    }

    /** Returns the methods to train, after a check of what can be checked before any work. */
    private List<String> trainedMethods(List<ComparisonEntry> given) {
        String names = methods.methods();
        List<String> trained = names == null ? List.of() : MethodRuns.parse(names, MethodTrainer.known());
        methods.requireUse(trained);
        List<String> rows = new ArrayList<>(trained);
        given.forEach(entry -> rows.add(entry.name()));
        if (rows.size() < 2) {
            throw new ParameterException(
                    spec.commandLine(), "there is nothing to compare: give at least two of NAME=MODEL, or --methods");
        }
        ModelComparison.requireDifferentNames(rows);
        given.stream()
                .filter(ComparisonEntry.OfModel.class::isInstance)
                .map(ComparisonEntry.OfModel.class::cast)
                .forEach(entry -> entry.model().requireModel());
        if (reference != null && !rows.contains(reference)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--reference " + reference + ": no row has this name; give one of " + String.join(", ", rows));
        }
        return trained;
    }

    private List<ComparisonEntry> given() {
        try {
            return written.stream().map(new ComparisonEntryConverter()::convert).toList();
        } catch (TypeConversionException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the rows of the table, the reference first. */
    private List<ComparisonEntry> rows(List<String> trained, MethodRuns runs, List<ComparisonEntry> given) {
        List<ComparisonEntry> rows = new ArrayList<>();
        trained.forEach(method ->
                rows.add(new ComparisonEntry.OfModel(method, DefaultModel.resolve(runs.checkpoint(method), null))));
        rows.addAll(given);
        if (reference != null) {
            rows.sort(Comparator.comparing(entry -> !entry.name().equals(reference)));
        }
        return rows;
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
