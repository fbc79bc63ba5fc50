package io.millsight.cli.command;

import io.millsight.cli.option.DefaultModel;
import io.millsight.cli.output.DatasetCheckFormat;
import io.millsight.cli.output.DatasetCheckJson;
import io.millsight.cli.output.DatasetCheckText;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.dataset.DatasetCheck;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.files.Quantity;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight data check}. */
@Command(
        name = "check",
        sortOptions = false,
        description = {
            "Examines a dataset: what it holds, and what is wrong or doubtful about it, each with its file.",
            "Decodes every image; looks for boxes outside of images, repeated boxes and images, unknown types, images"
                    + " of the same steel on both sides of a division, and more. Nothing is changed.",
            "The exit code is 2 if there are errors, which keep the dataset from being used; warnings only deserve a"
                    + " look."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data check my-steel",
            "  millsight data check my-steel --all                             every single finding",
            "  millsight data check my-steel --near-duplicates                 also images that overlap one another",
            "  millsight data check my-steel --model models/qwen-3b             also what this model cannot be shown",
            "  millsight data check my-steel --format json > check.json"
        })
public final class DataCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(
            names = "--near-duplicates",
            description = "Also compare every image with every other, to find copies and overlapping crops of one strip"
                    + " (a thousand 200x200 images take half a minute).")
    private boolean nearDuplicates;

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description =
                    "Also find the images that this model cannot be shown, before a training or an evaluation does.")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "The adapter that the model is used with, if it brings settings of its own.")
    private @Nullable Path adapter;

    @Option(names = "--all", description = "Print all findings, not only the first of each kind.")
    private boolean all;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text or json (default: text).")
    private DatasetCheckFormat format;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataCheckCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        DatasetCheck check = check(err);
        switch (format) {
            case TEXT -> new DatasetCheckText(check, all).print(out);
            case JSON -> out.println(DatasetCheckJson.of(check));
        }
        long errors = check.report().errors();
        if (errors > 0) {
            err.println("millsight: " + root + ": " + Quantity.of(errors, "error")
                    + "; mend the dataset before it is used");
        }
        return errors == 0 ? 0 : Failures.TO_MEND;
    }

    private DatasetCheck check(PrintWriter err) {
        EvaluatedModel shown = model == null && adapter == null
                ? null
                : new EvaluatedModel(DefaultModel.base(model), DefaultModel.adapter(model, adapter));
        return nearDuplicates
                ? DatasetCheck.withNearDuplicates(root, shown, new TerminalListener(err))
                : DatasetCheck.of(root, shown);
    }
}
