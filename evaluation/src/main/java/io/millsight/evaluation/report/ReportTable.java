package io.millsight.evaluation.report;

import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Table that can be written as text, Markdown, CSV and, by {@link HtmlTable}, HTML.
 *
 * @param title title for people
 * @param header names of the columns
 * @param rows rows with one cell per column
 * @param notes notes below the table
 */
public record ReportTable(String title, List<TableCell> header, List<List<TableCell>> rows, List<String> notes) {

    /** Creates a table without notes. */
    public ReportTable(String title, List<TableCell> header, List<List<TableCell>> rows) {
        this(title, header, rows, List.of());
    }

    public ReportTable {
        notes = List.copyOf(notes);
        header = List.copyOf(header);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<TableCell> row : rows) {
            if (row.size() != header.size()) {
                throw new IllegalArgumentException(
                        title + ": a row of " + row.size() + " cells under a header of " + header.size());
            }
        }
    }

    /** Returns the table with rows as columns. The first column becomes the header. */
    ReportTable transposed() {
        List<TableCell> names = new ArrayList<>(List.of(header.get(0)));
        rows.forEach(row -> names.add(row.get(0)));
        List<List<TableCell>> turned = new ArrayList<>();
        for (int column = 1; column < header.size(); column++) {
            int index = column;
            List<TableCell> line = new ArrayList<>(List.of(header.get(column)));
            rows.forEach(row -> line.add(row.get(index)));
            turned.add(line);
        }
        return new ReportTable(title, names, turned, notes);
    }

    /** Returns the table with aligned columns for a terminal. */
    public String toText() {
        List<Integer> widths = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            int index = column;
            widths.add(Math.max(
                    inLine(header.get(column)).length(),
                    rows.stream()
                            .mapToInt(row -> inLine(row.get(index)).length())
                            .max()
                            .orElse(0)));
        }
        StringBuilder text = new StringBuilder(MessageText.printable(title)).append('\n');
        appendPadded(text, headerCells(), widths);
        for (List<TableCell> row : rows) {
            appendPadded(text, row, widths);
        }
        notes.forEach(
                note -> text.append("  – ").append(MessageText.printable(note)).append('\n'));
        return text.toString();
    }

    public String toMarkdown() {
        StringBuilder text = new StringBuilder("### " + MessageText.printable(title) + "\n\n");
        text.append(markdownRow(header.stream().map(ReportTable::inLine).toList()));
        text.append(markdownRow(Collections.nCopies(header.size(), "---")));
        for (List<TableCell> row : rows) {
            text.append(markdownRow(row.stream()
                    .map(cell -> cell.best() ? "**" + inLine(cell) + "**" : inLine(cell))
                    .toList()));
        }
        notes.forEach(
                note -> text.append("\n– ").append(MessageText.printable(note)).append('\n'));
        return text.toString();
    }

    /**
     * Returns the table as RFC 4180 CSV with exact numbers. An apostrophe precedes text that a spreadsheet would
     * interpret as a formula.
     */
    public String toCsv() {
        StringBuilder text = new StringBuilder(csvRow(header));
        for (List<TableCell> row : rows) {
            text.append(csvRow(row));
        }
        return text.toString();
    }

    /** Returns the column names, right-aligned over numbers. */
    List<TableCell> headerCells() {
        List<TableCell> cells = new ArrayList<>();
        for (int column = 0; column < header.size(); column++) {
            int index = column;
            boolean numbers = !rows.isEmpty()
                    && rows.stream().allMatch(row -> row.get(index).number());
            cells.add(header.get(column).rightAligned(numbers));
        }
        return cells;
    }

    private static void appendPadded(StringBuilder text, List<TableCell> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            TableCell cell = row.get(column);
            String shown = inLine(cell);
            String blanks = " ".repeat(widths.get(column) - shown.length());
            line.append("  ").append(cell.number() ? blanks + shown : shown + blanks);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }

    /** Returns the text of a cell as one printable line. */
    private static String inLine(TableCell cell) {
        return MessageText.printable(cell.plain().replaceAll("\\R", " "));
    }

    private static String markdownRow(List<String> cells) {
        return cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String csvRow(List<TableCell> cells) {
        return cells.stream()
                .map(cell -> cell.number() ? cell.exact() : csvText(cell.exact()))
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String csvText(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = safe.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0);
        return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
