package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Datasets with one folder per split: {@code train/ valid/ test/}. */
final class SplitFolders {

    private SplitFolders() {}

    /**
     * Returns the standard split name ({@code train}, {@code val} or {@code test}) for the name of a folder or file;
     * empty for other names.
     */
    static Optional<String> splitOf(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of("train");
            case "val", "valid", "validation", "dev" -> Optional.of("val");
            case "test", "testing" -> Optional.of("test");
            default -> Optional.empty();
        };
    }

    /** Returns the split of the first folder in a path that is named like a split. */
    static Optional<String> splitOfFolders(Path folders) {
        return StreamSupport.stream(folders.spliterator(), false)
                .flatMap(folder -> splitOf(folder.toString()).stream())
                .findFirst();
    }

    /** Returns the subfolders by split that satisfy a condition. */
    static Map<String, Path> find(Path root, Predicate<Path> condition) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (Path entry : FileNames.list(root)) {
            Optional<String> split = splitOf(FileNames.name(entry));
            if (split.isPresent() && Files.isDirectory(entry) && condition.test(entry)) {
                Path other = folders.put(split.get(), entry);
                if (other != null) {
                    throw new InputException(entry + ": stands for the split " + split.get() + " as "
                            + FileNames.name(other) + " beside it does; join the two folders, or rename one");
                }
            }
        }
        return folders;
    }
}
