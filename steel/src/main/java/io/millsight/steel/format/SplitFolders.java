package io.millsight.steel.format;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

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

    /** The subfolders that are a split and satisfy the condition, by split. */
    static Map<String, Path> find(Path root, Predicate<Path> condition) {
        Map<String, Path> folders = new LinkedHashMap<>();
        for (Path entry : Names.list(root)) {
            Optional<String> split = splitOf(Names.name(entry));
            if (split.isPresent() && Files.isDirectory(entry) && condition.test(entry)) {
                folders.put(split.get(), entry);
            }
        }
        return folders;
    }
}
