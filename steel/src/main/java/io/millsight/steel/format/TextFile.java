package io.millsight.steel.format;

import io.millsight.files.InputFile;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Reads UTF-8 text files of limited size. The caller puts the file's name in front of error messages. */
final class TextFile {

    private static final long MAX_BYTES = 512L << 20;

    /** A list of a million images has about 30 MB. */
    private static final long MAX_LIST_BYTES = 64L << 20;

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {}

    /** Returns the lines without surrounding blanks. */
    static List<String> readLines(Path file) {
        return lines(file, MAX_BYTES).stream().map(String::strip).toList();
    }

    /** Returns the unchanged lines of a list, because a blank can be part of a name. */
    static List<String> readList(Path file) {
        return lines(file, MAX_LIST_BYTES);
    }

    /** Returns the whole text without a byte order mark. */
    static String read(Path file, long maxBytes) {
        try {
            String text = InputFile.readText(file, maxBytes);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
        } catch (IOException e) {
            throw new InputException(InputFile.reason(e), e);
        }
    }

    private static List<String> lines(Path file, long maxBytes) {
        return read(file, maxBytes).lines().toList();
    }
}
