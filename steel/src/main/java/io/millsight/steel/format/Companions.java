package io.millsight.steel.format;

import io.millsight.files.AtomicFolder;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lists that may lie beside any dataset: {@code ImageSets/Main/*.txt} and {@code groups.csv}, in the dataset's folder or, where it is
 * not there, beside the lists that were made with it.
 */
final class Companions {

    /** Lists of one class in the original Pascal data: an id and whether the class is on the image. */
    private static final Pattern CLASS_LIST_LINE = Pattern.compile("\\S+\\s+(-1|0|1)");

    private Companions() {}

    static void read(Path root, DatasetBuilder builder) {
        Path lists = root.resolve("ImageSets").resolve("Main");
        recover(lists);
        readSplits(lists, builder);
        Stream.of(root, lists)
                .map(folder -> folder.resolve(GroupsFile.NAME))
                .filter(Files::isRegularFile)
                .findFirst()
                .ifPresent(file -> readGroups(file, builder));
    }

    /** Without its lists the dataset would be taken for one that was never divided. */
    private static void recover(Path lists) {
        try {
            AtomicFolder.recover(lists);
        } catch (IOException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void readSplits(Path folder, DatasetBuilder builder) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> lists = Names.list(folder).stream()
                .filter(file -> Names.extension(file).equals("txt"))
                .toList();
        if (!lists.isEmpty()) {
            builder.clearSplits();
        }
        for (Path list : lists) {
            List<String> lines = lines(list, builder);
            if (lines.stream().noneMatch(line -> CLASS_LIST_LINE.matcher(line).matches())) {
                readSplit(list, lines, builder);
            }
        }
    }

    private static void readSplit(Path list, List<String> lines, DatasetBuilder builder) {
        Set<String> split = builder.split(Names.stem(list));
        for (int i = 0; i < lines.size(); i++) {
            String id = Names.id(lines.get(i));
            if (id.isEmpty()) {
                continue;
            }
            if (!builder.contains(id)) {
                builder.report(Rule.BROKEN_SPLIT, list, "line " + (i + 1) + ": there is no annotated image " + id);
            } else if (!split.add(id)) {
                builder.report(Rule.BROKEN_SPLIT, list, "line " + (i + 1) + ": " + id + " is listed twice");
            }
        }
    }

    private static void readGroups(Path file, DatasetBuilder builder) {
        try {
            GroupsFile.parse(file).forEach(builder::group);
        } catch (InputException e) {
            builder.report(Rule.BROKEN_GROUPS, file, String.valueOf(e.getMessage()));
        }
    }

    private static List<String> lines(Path file, DatasetBuilder builder) {
        try {
            return TextFile.readLines(file);
        } catch (InputException e) {
            builder.report(Rule.BROKEN_SPLIT, file, String.valueOf(e.getMessage()));
            return List.of();
        }
    }
}
