package io.millsight.cli.command;

import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.Dataset;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.ConversationStyle;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetScan;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.format.Datasets;
import io.millsight.steel.report.ReportDialect;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            "Writes a dataset in another format.",
            "Images are copied; splits and groups are kept. Boxes stay the same: in pixels of the original image, or in fractions of it for YOLO.",
            "The flags difficult (VOC) and crowd (COCO) are kept in voc, coco and jsonl.",
            "A JSONL dataset may refer to any image on this machine, and the image is copied: take care with files from strangers."
        },
        footer = {
            "",
            "Formats:",
            "  voc     Pascal VOC: Annotations/*.xml, JPEGImages, ImageSets/Main",
            "  coco    COCO: one JSON file for each split",
            "  yolo    Ultralytics: data.yaml, images and labels by split",
            "  jsonl   question and answer for fine-tuning, one line for each image",
            "",
            "Examples:",
            "  millsight data convert my-steel --to coco --out my-steel-coco",
            "  millsight data convert my-steel --to voc --rename Scale=scale --out mended"
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
            description = "The folder to write; it must be new or empty.")
    private Path out;

    @Option(
            names = "--dialect",
            paramLabel = "DIALECT",
            description = "Form of the answers in jsonl: paper (sentences) or qwen_json (Qwen's own list of boxes)"
                    + " (default: qwen_json).")
    private @Nullable ReportDialect dialect;

    @Option(
            names = "--rename",
            paramLabel = "OLD=NEW",
            description =
                    "Rename a defect type; may be given several times. Two types with the same new name become one.")
    private Map<String, String> renamed = Map.of();

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public DataConvertCommand() {}

    @Override
    public Integer call() {
        if (dialect != null && format != DatasetFormat.JSONL) {
            throw new ParameterException(spec.commandLine(), "--dialect is for --to jsonl only; leave it out");
        }
        DatasetScan scan = Datasets.scan(root);
        Dataset dataset = renamed(scan.orThrow());
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

    private Dataset renamed(Dataset dataset) {
        Map<DefectType, DefectType> names = new HashMap<>();
        renamed.forEach((old, name) -> {
            DefectType type = dataset.types().stream()
                    .filter(candidate -> candidate.name().equals(old))
                    .findFirst()
                    .orElseThrow(() -> new InputException("--rename " + old + ": " + root + " has no such type, only "
                            + String.join(
                                    ", ",
                                    dataset.types().stream()
                                            .map(DefectType::name)
                                            .toList())));
            names.put(type, new DefectType(name));
        });
        return dataset.withTypesRenamed(names);
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
