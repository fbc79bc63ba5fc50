package io.millsight.steel.format;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * CSV list of images that show the same steel: {@code image,group} in each line, with or without this header. Names
 * with a comma stand in quotation marks.
 */
public final class GroupsFile {

    /** Name of the file beside images or split lists. */
    public static final String NAME = "groups.csv";

    private static final String HEADER = "image,group";
    private static final long MAX_BYTES = 64L << 20;

    private GroupsFile() {}

    /**
     * Reads the group of each listed image.
     *
     * @param file the list
     * @param ids ids of the existing images
     * @param stray receives a message for each row that names no image; the caller puts the file's name in front of it
     * @return groups by image id
     * @throws InputException if the file is missing or damaged, or names none of the images
     */
    public static Map<String, String> read(Path file, Set<String> ids, Consumer<String> stray) {
        if (!FileNames.exists(file)) {
            throw new InputException(file + ": there is no such file; give a list with the columns " + HEADER);
        }
        try {
            return parse(file, ids, stray);
        } catch (InputException e) {
            throw new InputException(file + ": " + e.getMessage(), e);
        }
    }

    /** Reads the file as {@link #read} does. The caller puts the file's name in front of error messages. */
    static Map<String, String> parse(Path file, Set<String> ids, Consumer<String> stray) {
        Map<String, String> groups = new LinkedHashMap<>();
        List<CsvRecord> rows = rows(file);
        for (CsvRecord row : rows) {
            String where = "line " + row.getStartingLineNumber() + ": ";
            if (row.getFieldCount() != 2
                    || row.getField(0).isBlank()
                    || row.getField(1).isBlank()) {
                throw new InputException(where + MessageText.quote(String.join(",", row.getFields()))
                        + " is not of the form " + HEADER + "; a name with a comma stands in quotation marks");
            }
            String group = row.getField(1).strip();
            String id = FileNames.known(row.getField(0), ids).orElse(null);
            if (id == null) {
                stray.accept(where + "there is no image " + MessageText.excerpt(row.getField(0)));
            } else if (!group.equals(groups.getOrDefault(id, group))) {
                throw new InputException(where + MessageText.excerpt(id) + " is in the group "
                        + MessageText.excerpt(String.valueOf(groups.get(id))) + " already; keep one of the lines");
            } else {
                groups.put(id, group);
            }
        }
        if (groups.isEmpty() && !rows.isEmpty()) {
            throw new InputException("names none of the images; its first column must be their file names");
        }
        return groups;
    }

    /** Returns all rows except the header. */
    private static List<CsvRecord> rows(Path file) {
        String text = TextFile.read(file, MAX_BYTES);
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(text)) {
            List<CsvRecord> rows = reader.stream().toList();
            boolean header = !rows.isEmpty()
                    && String.join(",", rows.get(0).getFields())
                            .replace(" ", "")
                            .equalsIgnoreCase(HEADER);
            return header ? rows.subList(1, rows.size()) : rows;
        } catch (CsvParseException e) {
            throw new InputException("not a CSV file: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the group of each image. */
    public static void write(Map<String, String> groups, Path file) throws IOException {
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file)) {
            writer.writeRecord("image", "group");
            groups.forEach((image, group) -> writer.writeRecord(image, group));
        }
    }
}
