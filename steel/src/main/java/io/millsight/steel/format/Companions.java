package io.millsight.steel.format;

import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The lists that may lie beside any dataset: {@code ImageSets/Main/*.txt} and {@code groups.csv}. */
final class Companions {

    /** Lists of one class in the original Pascal data: an id and whether the class is on the image. */
    private static final Pattern CLASS_LIST_LINE = Pattern.compile("\\S+\\s+(-1|0|1)");

    private Companions() {}

    static void read(Path root, DatasetBuilder builder) {
        readSplits(root.resolve("ImageSets").resolve("Main"), builder);
        readGroups(root.resolve("groups.csv"), builder);
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
            List<String> lines = lines(list, Rule.BROKEN_SPLIT, builder);
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
        if (!Files.isRegularFile(file)) {
            return;
        }
        List<String> lines = lines(file, Rule.BROKEN_GROUPS, builder);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comma = line.lastIndexOf(',');
            boolean header = i == 0 && line.equalsIgnoreCase("image,group");
            if (line.isEmpty() || header) {
                continue;
            }
            if (comma <= 0 || comma == line.length() - 1) {
                builder.report(
                        Rule.BROKEN_GROUPS,
                        file,
                        "line " + (i + 1) + ": \"" + line + "\" is not of the form image,group");
                return;
            }
            builder.group(
                    Names.id(line.substring(0, comma)),
                    line.substring(comma + 1).strip());
        }
    }

    private static List<String> lines(Path file, Rule rule, DatasetBuilder builder) {
        try {
            return TextFile.readLines(file);
        } catch (InputException e) {
            builder.report(rule, file, String.valueOf(e.getMessage()));
            return List.of();
        }
    }
}
