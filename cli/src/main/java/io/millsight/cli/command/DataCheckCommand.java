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
            "Checks a dataset: what it holds, and what is wrong with it.",
            "Every image is decoded. Findings name their file: boxes outside of an image, images or boxes that occur twice, unknown types, images of one strip in two splits, and more. Nothing is changed.",
            "Errors keep the dataset from being used, and the exit code is 2. Warnings deserve a look."
        },
        footer = {
            "",
            "Examples:",
            "  millsight data check my-steel",
            "  millsight data check my-steel --near-duplicates --all",
            "  millsight data check my-steel --format json > check.json"
        })
public final class DataCheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(
            names = "--near-duplicates",
            description =
                    "Also compare every image with every other, to find copies and overlapping crops (1,000 images of 200x200"
                            + " pixels take half a minute).")
    private boolean nearDuplicates;

    @Option(names = "--model", paramLabel = "DIR", description = "Also find images whose size this model cannot take.")
    private @Nullable Path model;

    @Option(names = "--adapter", paramLabel = "DIR", description = "The adapter of that model.")
    private @Nullable Path adapter;

    @Option(names = "--all", description = "Print all findings, not only the first ones of each kind.")
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
                    + "; correct the dataset before you use it");
        }
        return errors == 0 ? 0 : Failures.TO_MEND;
    }

    private DatasetCheck check(PrintWriter err) {
        EvaluatedModel shown = model == null && adapter == null ? null : DefaultModel.resolve(model, adapter);
        return nearDuplicates
                ? DatasetCheck.withNearDuplicates(root, shown, new TerminalListener(err))
                : DatasetCheck.of(root, shown);
    }
}
