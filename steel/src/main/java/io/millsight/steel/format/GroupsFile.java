package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A list of images that show the same steel: {@code image,group} in each line, with or without that as its header. */
public final class GroupsFile {

    /** How the file is called where it lies beside images or lists of them. */
    public static final String NAME = "groups.csv";

    private static final String HEADER = "image,group";

    private GroupsFile() {}

    /** The group of each image that the file names, by the image's id; a broken or missing file is an {@link InputException}. */
    public static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": there is no such file; give a list with the columns " + HEADER);
        }
        try {
            return parse(file);
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    /** Like {@link #read}, of a file that exists; messages are to follow its name. */
    static Map<String, String> parse(Path file) {
        Map<String, String> groups = new LinkedHashMap<>();
        List<String> lines = TextFile.readLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int comma = line.lastIndexOf(',');
            boolean header = i == 0 && line.equalsIgnoreCase(HEADER);
            if (line.isEmpty() || header) {
                continue;
            }
            if (comma <= 0 || comma == line.length() - 1) {
                throw new InputException("line " + (i + 1) + ": \"" + line + "\" is not of the form " + HEADER);
            }
            groups.put(
                    Names.id(line.substring(0, comma)),
                    line.substring(comma + 1).strip());
        }
        return groups;
    }

    /** Writes groups by image. */
    public static void write(Map<String, String> groups, Path file) throws IOException {
        String lines = groups.entrySet().stream()
                .map(entry -> entry.getKey() + "," + entry.getValue())
                .collect(Collectors.joining("\n", HEADER + "\n", "\n"));
        Files.writeString(file, lines);
    }
}
