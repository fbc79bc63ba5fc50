package io.millsight.steel.format;

import io.millsight.steel.Dataset;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads datasets. The format is detected from the files in the folder, see {@link FormatChoice}.
 *
 * <p>In every format, {@code ImageSets/Main/*.txt} define splits and replace the splits of the format, and {@code
 * groups.csv} (see {@link GroupsFile}) states which images show the same steel.
 *
 * <p>An invalid box or image is an error, and a dataset with errors is not read. An image whose boxes were all refused
 * is therefore never treated as free of defects.
 */
public final class Datasets {

    private Datasets() {}

    /** Reads a dataset. Throws an {@link InputException} with the first error if there are errors. */
    public static Dataset read(Path root) {
        return scan(root, null).orThrow();
    }

    /** Reads a dataset with a given list of types. Other types are errors, and the dataset has exactly these types. */
    public static Dataset read(Path root, List<DefectType> types) {
        return scan(root, List.copyOf(types)).orThrow();
    }

    /**
     * Reads everything that is valid and lists the rest as findings. Throws an {@link InputException} only if nothing
     * can be read: the folder is no dataset, or its list of types is damaged.
     */
    public static DatasetScan scan(Path root) {
        return scan(root, null);
    }

    private static DatasetScan scan(Path root, @Nullable List<DefectType> types) {
        if (!Files.isDirectory(root)) {
            throw new InputException(root + ": there is no such folder; give the folder of a dataset");
        }
        FormatChoice choice = FormatChoice.of(root, types);
        DatasetBuilder builder = choice.builder();
        SplitAndGroupLists.read(root, builder);
        for (Path folder : FileNames.tree(root).results()) {
            builder.report(Rule.STRAY_FILE, folder, "a folder of results; what lies in it is not part of the dataset");
        }
        DatasetScan scan = builder.build(choice.format());
        if (scan.dataset().images().isEmpty() && scan.findings().isEmpty()) {
            throw new InputException(root + ": the dataset has no images");
        }
        return scan;
    }
}
