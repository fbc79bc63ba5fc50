package io.millsight.cli;

import io.millsight.evaluation.Evaluation;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.Finding;
import io.millsight.steel.Rule;
import io.millsight.steel.audit.Audit;
import io.millsight.steel.audit.AuditReport;
import io.millsight.steel.duplicate.NearDuplicates;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.Datasets;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
final class DataCheckCommand implements Callable<Integer> {

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
    private CheckFormat format;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DataCheckCommand() {}

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Check check = check(err);
        switch (format) {
            case TEXT -> new TextCheck(check, all).print(out);
            case JSON -> out.println(JsonCheck.of(check));
        }
        long errors = check.report().errors();
        if (errors > 0) {
            err.println("millsight: " + root + ": " + Quantity.of(errors, "error")
                    + "; mend the dataset before it is used");
        }
        return errors == 0 ? 0 : Failures.TO_MEND;
    }

    private Check check(PrintWriter err) {
        DatasetScan scan = Datasets.scan(root);
        List<Finding> shapes = shapes(scan.dataset().images());
        AuditReport report = Audit.of(scan, shapes);
        if (!nearDuplicates) {
            return new Check(root, report, report.groups(), null, null);
        }
        Dataset dataset = scan.dataset();
        NearDuplicates found = DuplicateSearch.in(readable(dataset, report), err);
        Dataset joined = dataset.withGroups(found.groupsJoinedWith(dataset.groups()));
        AuditReport informed = Audit.of(scan.withDataset(joined), shapes);
        Evaluation agreement = AnnotationAgreement.of(joined, informed.hash(), found.overlaps())
                .orElse(null);
        return new Check(root, informed, report.groups(), found, agreement);
    }

    private List<Finding> shapes(List<AnnotatedImage> images) {
        return model == null && adapter == null
                ? ShapeCheck.ofAnyModel(images)
                : ShapeCheck.of(images, DefaultModel.base(model), DefaultModel.adapter(model, adapter));
    }

    private static List<AnnotatedImage> readable(Dataset dataset, AuditReport report) {
        Set<Path> unreadable = report.findings(Rule.UNREADABLE_IMAGE).stream()
                .map(Finding::file)
                .collect(Collectors.toSet());
        return dataset.images().stream()
                .filter(image -> !unreadable.contains(image.file()))
                .toList();
    }
}
