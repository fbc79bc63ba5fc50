package io.millsight.cli.command;

import io.millsight.cli.option.ModelOptions;
import io.millsight.cli.output.DescriptionFormat;
import io.millsight.cli.output.DescriptionStyle;
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
import io.millsight.steel.report.ReportDialect;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight describe}. */
@Command(
        name = "describe",
        sortOptions = false,
        description = {
            "Says which defects images show, and where.",
            "The verdict is DEFECTS, CLEAN or UNDETERMINED. An answer that cannot be read or was cut off is UNDETERMINED,"
                    + " never CLEAN: a person has to look at the image.",
            "An image file that cannot be read is UNDETERMINED, too. The error stream names it, all other images are"
                    + " described, and the exit code is 2."
        },
        footer = {
            "",
            "Examples:",
            "  millsight describe docs/examples/strip.png",
            "  millsight describe docs/examples/strip.png --dialect readable",
            "  millsight describe --model runs/first images/ --min-score 0.3",
            "  millsight describe --model runs/first images/ --format csv > found.csv"
        })
public final class DescribeCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "IMAGE|DIR",
            arity = "1..*",
            description = "Image files, or folders with images. Hidden files within a folder are left out.")
    private List<Path> inputs;

    @Mixin
    private ModelOptions model;

    @ArgGroup(exclusive = false, order = 15, heading = "%nOutput:%n")
    private Output output = new Output();

    /** What is written, and how. */
    static final class Output {

        @Option(
                names = "--format",
                paramLabel = "FORMAT",
                order = 1,
                description = "text: for people. json: one object per line. csv: one row per defect. coco: one list in"
                        + " COCO's result format (default: text).")
        private DescriptionFormat format = DescriptionFormat.TEXT;

        @Option(
                names = "--dialect",
                paramLabel = "NAME",
                order = 2,
                description = "Form of the report. paper: the published sentences, 'has a scratches in the region from"
                        + " X coordinates ...'. readable: 'scratches from x 10 to 20, y 0 to 199.'. qwen_json: a JSON"
                        + " list (default: as the model answers).")
        private @Nullable ReportDialect dialect;

        @Option(
                names = "--draw",
                paramLabel = "DIR",
                order = 3,
                description = "Also write each image with its boxes into this folder: strip.jpg becomes strip.png. If"
                        + " two images share a name, the pictures keep their extensions and folders. Only pictures that"
                        + " Millsight drew are replaced.")
        private @Nullable Path drawings;
    }

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DescribeCommand() {}

    @Override
    public Integer call() throws IOException {
        int batchSize = model.batchSize();
        PrintWriter out = spec.commandLine().getOut();
        TerminalListener listener = new TerminalListener(spec.commandLine().getErr());
        ImageFiles images = ImageFiles.of(inputs);
        images.notices().forEach(listener::warning);
        images.faults().forEach(listener::warning);
        Drawings pictures = output.drawings == null ? null : Drawings.prepare(output.drawings, images.files());
        ModelOpener opener = new ModelOpener(model.inference(), listener);
        EvaluatedModel described = model.model();
        try (Inspector inspector = opener.open(described, DefectType.NEU_DET)) {
            DescriptionStyle style = new DescriptionStyle(
                    inspector.types(),
                    inspector.task().dialect(),
                    output.dialect,
                    inspector.minScore(),
                    described.caveats());
            DescriptionWriter writer = output.format.writer(out, listener.err(), style);
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
