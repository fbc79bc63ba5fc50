package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text file that lists images, one per line, with or without folder and extension.
 *
 * @param file the file
 * @param lines lines as written; blank lines are ignored
 */
public record ImageList(Path file, List<String> lines) {

    /** Line of a class list of the original Pascal VOC data: an id, and whether the class is on the image. */
    private static final Pattern CLASS_LINE = Pattern.compile("(.*\\S)\\s+(-1|0|1)\\s*");

    /** Reads a list. The caller puts the file's name in front of the message of an {@link InputException}. */
    static ImageList read(Path file) {
        return new ImageList(file, TextFile.readList(file));
    }

    /**
     * Writes a list.
     *
     * @throws InputException if a name contains a line break
     */
    public static void write(List<String> ids, Path file) throws IOException {
        for (String id : ids) {
            if (id.lines().count() > 1 || id.endsWith("\n") || id.endsWith("\r")) {
                throw new InputException("the name of the image " + MessageText.quote(id)
                        + " has a line break, so no list can name it; rename the file");
            }
        }
        Files.writeString(file, String.join("\n", ids) + "\n");
    }

    /** Returns all ids that the entries may mean. Used before the images are read. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        for (String line : lines) {
            if (!line.isBlank()) {
                ids.addAll(List.of(line, line.strip(), FileNames.id(line)));
            }
        }
        return ids;
    }

    /**
     * Returns whether this is a class list of Pascal VOC and not a split. File names may also end in a number ({@code
     * coil 1}). It is a split if any whole line is the name of an image, or if no line begins with the name of an
     * image.
     */
    boolean isOfOneClass(Set<String> known) {
        boolean any = false;
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            Matcher parts = CLASS_LINE.matcher(line);
            if (!parts.matches() || FileNames.known(line, known).isPresent()) {
                return false;
            }
            any |= FileNames.known(parts.group(1), known).isPresent();
        }
        return any;
    }

    /** Adds the listed images to a split. Reports unknown and repeated entries. */
    void addTo(String split, DatasetBuilder builder) {
        Set<String> members = builder.split(split);
        Set<String> listed = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            String where = "line " + (i + 1) + ": ";
            String id = FileNames.known(lines.get(i), builder.ids()).orElse(null);
            if (id == null) {
                builder.report(
                        Rule.BROKEN_SPLIT,
                        file,
                        where + "there is no annotated image " + MessageText.excerpt(FileNames.id(lines.get(i))));
            } else if (!listed.add(id)) {
                builder.report(Rule.BROKEN_SPLIT, file, where + MessageText.excerpt(id) + " is listed twice");
            } else {
                members.add(id);
            }
        }
    }
}
