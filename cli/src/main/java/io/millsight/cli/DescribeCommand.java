package io.millsight.cli;

import io.millsight.files.MessageText;
import io.millsight.inspection.Inspector;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code millsight describe}. */
@Command(
        name = "describe",
        description = {
            "Says which defects images show, and where.",
            "An answer that cannot be read, or was cut off, is UNDETERMINED: a person has to look. It is never CLEAN.",
            "An image that cannot be described is named on the error stream and is UNDETERMINED, too; the others are described,"
                    + " and the exit code is 2."
        },
        footer = {
            "",
            "Examples:",
            "  millsight describe --model models/qwen-3b --adapter runs/first strip.png",
            "  millsight describe --model models/qwen-3b strip.png                 the same before tuning",
            "  millsight describe --model m --adapter a images/ --format json --draw pictures/ > found.jsonl"
        })
final class DescribeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "IMAGE|DIR",
            arity = "1..*",
            description = "Image files, or folders of them. Hidden files and folders within a folder are left out.")
    private List<Path> inputs;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "TEXT",
            description = "text, json (an object a line) or coco (one list of results, when all images are done)"
                    + " (default: text).")
    private DescriptionFormat format;

    @Option(
            names = "--draw",
            paramLabel = "DIR",
            description =
                    "Write each picture with its boxes and labels into this folder, as PNG: strip.jpg becomes strip.png."
                            + " Where two would share a name, all keep their extension (strip.jpg.png); where that is not enough, they"
                            + " also lie in folders as the images do. Pictures of an earlier run are replaced, other files never.")
    private @Nullable Path drawings;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "1",
            description = "Images to answer side by side (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    DescribeCommand() {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        ImageArguments images = ImageArguments.of(inputs);
        images.notices().forEach(notice -> say(notice, err));
        images.faults().forEach(fault -> say(fault, err));
        List<Path> files = images.files();
        Drawings pictures = drawings == null ? null : Drawings.prepare(drawings, files);
        try (Inspector inspector = model.open(DefectType.NEU_DET);
                ImageProgress progress = ImageProgress.of("describing", files.size(), err)) {
            DescriptionWriter writer = format.writer(out, err, inspector.types());
            DescribeRun run = new DescribeRun(inspector, writer, pictures, out, err);
            for (int start = 0; start < files.size(); start += batchSize) {
                run.describe(files.subList(start, Math.min(files.size(), start + batchSize)), progress);
            }
            writer.finish();
            return conclude(run, images, err);
        }
    }

    private void requireSense() {
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size " + batchSize + ": give at least 1");
        }
    }

    private int conclude(DescribeRun run, ImageArguments images, PrintWriter err) {
        String all = " of " + MessageText.count(images.files().size(), "image");
        if (run.notDescribed() > 0) {
            say(run.notDescribed() + all + " could not be described", err);
        }
        if (run.notDrawn() > 0) {
            say(run.notDrawn() + all + " could not be drawn", err);
        }
        if (run.notFinite() > 0) {
            Path adapter = model.adapter();
            say(
                    model.model() + (adapter == null ? "" : " with " + adapter)
                            + ": the model computed numbers that are not" + " finite on " + run.notFinite() + all
                            + "; its weights are damaged, so take another copy",
                    err);
        }
        boolean whole = run.notDescribed() + run.notDrawn() + run.notFinite() == 0
                && images.faults().isEmpty();
        return whole ? 0 : Failures.TO_MEND;
    }

    private static void say(String message, PrintWriter err) {
        err.println("millsight: " + Failures.oneLine(message));
    }
}
