package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads datasets, whatever their format; the format is recognised by what lies in the folder.
 *
 * <p>Beside any format, {@code ImageSets/Main/*.txt} name splits (and replace those of the format) and {@code groups.csv} (see
 * {@link GroupsFile}) tells which images show the same steel.
 */
public final class Datasets {

    private static final List<FormatReader> READERS =
            List.of(new VocReader(), new YoloReader(), new JsonlReader(), new CocoReader());

    private Datasets() {}

    /** Reads a dataset that must be without fault; else an {@link InputException} names the first one. */
    public static Dataset read(Path root) {
        return scan(root, null).orThrow();
    }

    /** Like {@link #read(Path)}, and no other types than these may occur; the dataset's types are exactly these. */
    public static Dataset read(Path root, List<DefectType> types) {
        return scan(root, List.copyOf(types)).orThrow();
    }

    /** Reads what can be read and lists what is wrong. An {@link InputException} is only what leaves nothing to read:
     * a folder that is no dataset, or a broken list of types. */
    public static Scan scan(Path root) {
        return scan(root, null);
    }

    private static Scan scan(Path root, @Nullable List<DefectType> types) {
        if (!Files.isDirectory(root)) {
            throw new InputException(root + ": there is no such folder; give the folder of a dataset");
        }
        FormatReader reader = READERS.stream()
                .filter(candidate -> !candidate.evidence(root).isEmpty())
                .findFirst()
                .orElseThrow(
                        () -> new InputException(
                                root + ": no dataset found here; "
                                        + JsonKind.adviceBelow(root)
                                                .orElse(
                                                        "expected are Pascal VOC (*.xml), COCO (*.json),"
                                                                + " YOLO (data.yaml or classes.txt with labels/*.txt) or conversations (*.jsonl)")));
        try {
            return read(reader, root, types);
        } catch (OutOfMemoryError e) {
            throw new InputException(
                    reader.evidence(root).get(0) + ": " + FullHeap.because(e).getMessage(), e);
        }
    }

    private static Scan read(FormatReader reader, Path root, @Nullable List<DefectType> types) {
        DatasetBuilder builder = reader.read(root, types);
        Companions.read(root, builder);
        Scan scan = builder.build(reader.format());
        if (scan.dataset().images().isEmpty() && scan.findings().isEmpty()) {
            throw new InputException(root + ": the dataset has no images");
        }
        return scan;
    }
}
