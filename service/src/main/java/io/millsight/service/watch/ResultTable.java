package io.millsight.service.watch;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of results: rows are added, one for each content of a file. A row that was cut off by a kill is removed. */
final class ResultTable {

    private static final List<String> COLUMNS = List.of(
            "file", "sha256", "inspection", "created_at", "verdict", "disposition", "defects", "types", "error");

    private final Path file;

    /** The inspection of each row, which may be empty, by file and hash. */
    private final Map<String, String> rows = new HashMap<>();

    /**
     * Opens the table; it need not exist.
     *
     * @throws IOException if it cannot be read, or is no such table
     */
    ResultTable(Path file) throws IOException {
        this.file = file;
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        removeTail();
        try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
            for (NamedCsvRecord row : reader) {
                rows.put(
                        key(row.getField("file"), row.getField("sha256")),
                        row.findField("inspection").orElse(""));
            }
        } catch (CsvParseException | IllegalArgumentException e) {
            throw new IOException(file + " is not a table of results; move it away", e);
        }
    }

    private void removeTail() throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            long end = channel.size();
            ByteBuffer one = ByteBuffer.allocate(1);
            while (end > 0) {
                channel.read(one.clear(), end - 1);
                if (one.get(0) == '\n') {
                    break;
                }
                end--;
            }
            channel.truncate(end);
        }
    }

    private static String key(String name, String sha256) {
        return sha256 + " " + name;
    }

    /** Returns the inspection of a row, which is empty for an error; nothing if there is no such row. */
    synchronized Optional<String> inspection(String name, String sha256) {
        return Optional.ofNullable(rows.get(key(name, sha256)));
    }

    /** Adds a row, unless there is one for the same content of the file. It is on the disk when the method returns. */
    synchronized void add(ResultRow row) throws IOException {
        if (rows.containsKey(key(row.file(), row.sha256()))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
            StringWriter text = new StringWriter();
            CsvWriter writer =
                    CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text);
            if (channel.size() == 0) {
                writer.writeRecord(COLUMNS);
            }
            writer.writeRecord(row.fields());
            writer.flush();
            channel.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        rows.put(key(row.file(), row.sha256()), row.inspection());
    }
}
