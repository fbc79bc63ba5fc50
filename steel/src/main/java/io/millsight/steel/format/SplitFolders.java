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

/** Datasets that are divided by folders, {@code train/ valid/ test/}. */
final class SplitFolders {

    private SplitFolders() {}

    /** The usual name of a split, {@code train}, {@code val} or {@code test}, for the name of a folder or a file; empty for other names. */
    static Optional<String> splitOf(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "train", "training" -> Optional.of("train");
            case "val", "valid", "validation", "dev" -> Optional.of("val");
            case "test", "testing" -> Optional.of("test");
            default -> Optional.empty();
        };
    }

    /** The split that one of the folders of a path is called after; the first of several. */
    static Optional<String> splitOfFolders(Path folders) {
        return StreamSupport.stream(folders.spliterator(), false)
                .flatMap(folder -> splitOf(folder.toString()).stream())
                .findFirst();
    }

    /** The subfolders that are a split and satisfy the condition, by split. */
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
