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
 * A text file that names images, one a line, with or without folder and extension.
 *
 * @param lines as they are written; blank ones count for nothing
 */
public record ImageList(Path file, List<String> lines) {

    /** A line of the original Pascal data's lists of one class: an id and whether the class is on the image. */
    private static final Pattern CLASS_LINE = Pattern.compile("(.*\\S)\\s+(-1|0|1)\\s*");

    /** Reads a list; an {@link InputException} whose message is to follow the file's name if it cannot be read. */
    static ImageList read(Path file) {
        return new ImageList(file, TextFile.readList(file));
    }

    /**
     * Writes a list.
     *
     * @throws InputException if a name does not fit on a line
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

    /** The ids that the list may mean, for a look at images that are not read yet. */
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
     * Whether this is one of Pascal's lists of a class and not a split. Names of images may end in a number as well ({@code coil 1}), so a line that
     * is the name of an image as a whole decides, and so does a list of which no line begins with the name of one.
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

    /** Adds the images to a split; reports each line that names none, or one again. */
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
