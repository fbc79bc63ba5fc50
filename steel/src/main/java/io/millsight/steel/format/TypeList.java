package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** List of the types of a dataset, one name per line, in its folder or among its labels. */
final class TypeList {

    private static final String NAME = "classes.txt";

    private TypeList() {}

    /** Returns whether a file is such a list. */
    static boolean isList(Path file) {
        return FileNames.name(file).equalsIgnoreCase(NAME);
    }

    /** Returns whether a dataset has such a list. */
    static boolean isBeside(Path root) {
        return file(root).isPresent();
    }

    /** Returns the list of a dataset, if there is one. Blank lines are ignored. */
    static Optional<List<DefectType>> beside(Path root) {
        return file(root).map(file -> read(file, false).stream().distinct().toList());
    }

    /**
     * Returns the list of a dataset whose labels refer to types by line number. Blank lines are errors, because they
     * would shift the numbers.
     */
    static Optional<List<DefectType>> numberedBeside(Path root) {
        return file(root).map(file -> read(file, true));
    }

    private static Optional<Path> file(Path root) {
        return Stream.concat(Stream.of(root), FileNames.subfolder(root, LabelFinder.FOLDERS).stream())
                .flatMap(folder -> FileNames.list(folder).stream())
                .filter(TypeList::isList)
                .findFirst();
    }

    private static List<DefectType> read(Path file, boolean numbered) {
        try {
            List<String> lines = TextFile.readLines(file);
            int end = lines.size();
            while (end > 0 && lines.get(end - 1).isEmpty()) {
                end--;
            }
            List<DefectType> types = new ArrayList<>();
            for (int i = 0; i < end; i++) {
                if (!lines.get(i).isEmpty()) {
                    types.add(type(lines.get(i), i + 1));
                } else if (numbered) {
                    throw new InputException(
                            "line " + (i + 1) + " is blank, but labels mean a type by the number of its"
                                    + " line; remove the blank line, or write the name of the type that is missing");
                }
            }
            return types;
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    private static DefectType type(String name, int line) {
        try {
            return new DefectType(name);
        } catch (IllegalArgumentException e) {
            throw new InputException(
                    "line " + line + ": " + MessageText.quote(name)
                            + " is not a name for a type; give letters and digits",
                    e);
        }
    }
}
