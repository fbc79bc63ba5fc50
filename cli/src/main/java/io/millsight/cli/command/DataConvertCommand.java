package io.millsight.cli.command;

import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.format.ConversationStyle;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.report.ReportDialect;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code millsight data convert}. */
@Command(
        name = "convert",
        sortOptions = false,
        description = {
            "Writes a dataset in another format, with copies of its images, its splits and its groups.",
            "Boxes are the same afterwards: in pixels of the original image, or in fractions of it for YOLO.",
            "What is marked as difficult (VOC) or as a crowd (COCO) stays so in voc, coco and jsonl.",
            "Conversations may name any image on this machine, by ../ or from /, and it is copied: convert files of strangers with care."
        },
        footer = {
            "",
            "Formats:",
            "  voc     Annotations/*.xml, JPEGImages, ImageSets/Main, as Pascal VOC",
            "  coco    a JSON file for each split, as COCO",
            "  yolo    data.yaml, images and labels by split, as Ultralytics trains on",
            "  jsonl   conversations of question and answer for fine-tuning, a line for each image",
            "",
            "Examples:",
            "  millsight data convert my-steel --to coco --out my-steel-coco",
            "  millsight data convert my-steel --to jsonl --dialect paper --out my-steel-conversations"
        })
public final class DataConvertCommand implements Callable<Integer> {

    @Parameters(paramLabel = "DIR", description = "The folder of the dataset.")
    private Path root;

    @Option(names = "--to", required = true, paramLabel = "FORMAT", description = "voc, coco, yolo or jsonl.")
    private DatasetFormat format;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "DIR",
            description = "The folder to make; it must not exist, or be empty.")
    private Path out;

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            description = "How the answers of conversations are written: paper (sentences)"
                    + " or qwen_json (Qwen's own list of boxes) (default: qwen_json).")
    private @Nullable ReportDialect dialect;

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataConvertCommand() {}

    @Override
    public Integer call() {
        if (dialect != null && format != DatasetFormat.JSONL) {
            throw new ParameterException(
                    spec.commandLine(), "--dialect is for conversations; leave it out or convert --to jsonl");
        }
        DatasetScan scan = Datasets.scan(root);
        Dataset dataset = scan.orThrow();
        PrintWriter err = spec.commandLine().getErr();
        scan.notices().forEach(notice -> err.println("millsight: " + MessageText.oneLine(notice)));
        if (dialect == null) {
            DatasetWriter.write(dataset, format, out);
        } else {
            DatasetWriter.writeConversations(dataset, ConversationStyle.of(dataset.types(), dialect), out);
        }
        List<AnnotatedImage> images = dataset.images();
        int boxes = images.stream().mapToInt(image -> image.defects().size()).sum();
        spec.commandLine()
                .getOut()
                .println(out + ": " + Quantity.of(images.size(), "image") + " with "
                        + MessageText.count(boxes, "box", "boxes") + " as " + format);
        warnOfFlags(images);
        return 0;
    }

    /** A label of YOLO is a type and a box, nothing else. */
    private void warnOfFlags(List<AnnotatedImage> images) {
        long flagged = images.stream()
                .flatMap(image -> image.defects().stream())
                .filter(defect -> defect.flag() != DefectFlag.NONE)
                .count();
        if (flagged > 0 && format == DatasetFormat.YOLO) {
            spec.commandLine()
                    .getErr()
                    .println("millsight: " + Quantity.of(flagged, "object")
                            + " of the dataset are marked as difficult or as a crowd; YOLO cannot say so, and they are"
                            + " ordinary boxes in " + out);
        }
    }
}
