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
 * Reads datasets, whatever their format; the format is recognised by what lies in the folder, see {@link FormatChoice}.
 *
 * <p>Beside any format, {@code ImageSets/Main/*.txt} name splits (and replace those of the format) and {@code groups.csv} (see
 * {@link GroupsFile}) tells which images show the same steel.
 *
 * <p>A box or an image at fault is an error, and a dataset with errors is not read: so an image of which all boxes were refused is never taken
 * for one without defects.
 */
public final class Datasets {

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
