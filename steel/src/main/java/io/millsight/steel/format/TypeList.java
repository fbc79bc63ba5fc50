package io.millsight.steel.format;

import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The list of types that some datasets carry, one name per line. */
final class TypeList {

    private static final List<String> FILES = List.of("classes.txt", "labels/classes.txt");

    private TypeList() {}

    /** The list in the folder of a dataset, if there is one. */
    static Optional<List<DefectType>> beside(Path root) {
        return FILES.stream()
                .map(root::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(TypeList::read);
    }

    private static List<DefectType> read(Path file) {
        try {
            return TextFile.readLines(file).stream()
                    .filter(line -> !line.isEmpty())
                    .map(DefectType::new)
                    .toList();
        } catch (InputException | IllegalArgumentException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }
}
