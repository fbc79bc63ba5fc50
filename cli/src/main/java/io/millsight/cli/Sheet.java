package io.millsight.cli;

import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Labelled facts, printed in two columns; both may hold what somebody else wrote. */
final class Sheet {

    private record Row(String label, String value) {}

    private final List<Row> rows = new ArrayList<>();

    Sheet add(String label, String value) {
        rows.add(new Row(MessageText.excerpt(label), MessageText.oneLine(value)));
        return this;
    }

    void print(PrintWriter out) {
        int width = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        for (Row row : rows) {
            out.println(row.label() + " ".repeat(width - row.label().length() + 2) + row.value());
        }
    }
}
