package io.millsight.cli.terminal;

import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells below a header; the first column is flush left, the numbers of the others flush right. Cells may hold what somebody else
 * wrote: they are printed as {@link MessageText#excerpt} shows them.
 */
public final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(List<String> header) {
        add(header);
    }

    /** Adds a row with as many cells as the header has. */
    public Table add(List<String> cells) {
        rows.add(cells.stream().map(MessageText::excerpt).toList());
        return this;
    }

    public void print(PrintWriter out) {
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                String padding = " ".repeat(width(column) - cell.length());
                line.append(column == 0 ? cell + padding : GAP + padding + cell);
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private int width(int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
