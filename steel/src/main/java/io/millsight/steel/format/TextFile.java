package io.millsight.steel.format;

import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads text files in UTF-8, with a limit on size. */
final class TextFile {

    private static final long MAX_BYTES = 512L << 20;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /** The lines without surrounding blanks; messages are to follow the file's name. */
    static List<String> readLines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new InputException("a file of more than 512 MiB is not read; divide it");
            }
            List<String> lines = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                boolean marked = lines.isEmpty() && line.startsWith(BYTE_ORDER_MARK);
                lines.add((marked ? line.substring(1) : line).strip());
            }
            return lines;
        } catch (IOException e) {
            throw new InputException("not a text file in UTF-8", e);
        }
    }
}
