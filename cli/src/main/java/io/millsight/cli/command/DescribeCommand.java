package io.millsight.cli.command;

import io.millsight.cli.option.ModelOptions;
import io.millsight.cli.output.DescriptionFormat;
import io.millsight.cli.output.DescriptionWriter;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TerminalListener;
import io.millsight.experiment.description.BatchDescription;
import io.millsight.experiment.description.DescriptionReceiver;
import io.millsight.experiment.description.Drawings;
import io.millsight.experiment.description.ImageFiles;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.files.MessageText;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
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
public final class DescribeCommand implements Callable<Integer> {

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
    public DescribeCommand() {}

    @Override
    public Integer call() throws IOException {
        requireSense();
        PrintWriter out = spec.commandLine().getOut();
        TerminalListener listener = new TerminalListener(spec.commandLine().getErr());
        ImageFiles images = ImageFiles.of(inputs);
        images.notices().forEach(listener::warning);
        images.faults().forEach(listener::warning);
        Drawings pictures = drawings == null ? null : Drawings.prepare(drawings, images.files());
        ModelOpener opener = new ModelOpener(model.inference(), listener);
        try (Inspector inspector = opener.open(model.model(), DefectType.NEU_DET)) {
            DescriptionWriter writer = format.writer(out, listener.err(), inspector.types());
            BatchDescription batch =
                    new BatchDescription(inspector, pictures, new CheckedReceiver(writer, out), listener);
            batch.describe(images.files(), batchSize);
            writer.finish();
            return conclude(batch, images, listener);
        }
    }

    /** Ends the work where nobody can read its results any more. */
    private record CheckedReceiver(DescriptionReceiver receiver, PrintWriter out) implements DescriptionReceiver {

        @Override
        public void described(Path image, Inspection inspection) {
            receiver.described(image, inspection);
            requireReader();
        }

        @Override
        public void failed(Path image, String reason) {
            receiver.failed(image, reason);
            requireReader();
        }

        private void requireReader() {
            if (out.checkError()) {
                throw new InputException(Failures.OUTPUT_LOST);
            }
        }
    }

    private void requireSense() {
        if (batchSize < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size " + batchSize + ": give at least 1");
        }
    }

    private int conclude(BatchDescription batch, ImageFiles images, TerminalListener listener) {
        String all = " of " + MessageText.count(images.files().size(), "image");
        if (batch.notDescribed() > 0) {
            listener.warning(batch.notDescribed() + all + " could not be described");
        }
        if (batch.notDrawn() > 0) {
            listener.warning(batch.notDrawn() + all + " could not be drawn");
        }
        if (batch.notFinite() > 0) {
            EvaluatedModel used = model.model();
            listener.warning(used.model() + (used.adapter() == null ? "" : " with " + used.adapter())
                    + ": the model computed numbers that are not finite on " + batch.notFinite() + all
                    + "; its weights are damaged, so take another copy");
        }
        boolean whole = batch.notDescribed() + batch.notDrawn() + batch.notFinite() == 0
                && images.faults().isEmpty();
        return whole ? 0 : Failures.TO_MEND;
    }
}
