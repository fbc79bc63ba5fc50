package io.millsight.cli.terminal;

import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Labelled facts, printed in two columns; both may hold what somebody else wrote. */
public final class FactSheet {

    private record Row(String label, String value) {}

    private final List<Row> rows = new ArrayList<>();

    public FactSheet() {}

    public FactSheet add(String label, String value) {
        rows.add(new Row(MessageText.excerpt(label), MessageText.oneLine(value)));
        return this;
    }

    public void print(PrintWriter out) {
        int width = rows.stream().mapToInt(row -> row.label().length()).max().orElse(0);
        for (Row row : rows) {
            out.println(row.label() + " ".repeat(width - row.label().length() + 2) + row.value());
        }
    }
}
