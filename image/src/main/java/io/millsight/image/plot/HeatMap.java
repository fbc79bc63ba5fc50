package io.millsight.image.plot;

import io.millsight.image.plot.PlotCanvas.Anchor;
import java.util.List;

/**
 * Table with shaded cells.
 *
 * @param text title and finding
 * @param labels names of rows and columns
 * @param rows cells, row by row
 */
public record HeatMap(PlotText text, Labels labels, List<List<Cell>> rows) implements Plot {

    private static final int TOP = 84;
    private static final int LINE = 30;
    private static final int BOTTOM = 8;
    private static final int MOST_LEFT = 190;

    /** Opacity of a full cell, on which dark and light text can both be read. */
    private static final double DARKEST = 0.5;

    /**
     * Names.
     *
     * @param rowTitle what the rows are
     * @param columnTitle what the columns are
     * @param rows one name per row
     * @param columns one short name per column; a longer one is cut off
     */
    public record Labels(String rowTitle, String columnTitle, List<String> rows, List<String> columns) {

        public Labels {
            rows = List.copyOf(rows);
            columns = List.copyOf(columns);
        }
    }

    /**
     * Cell.
     *
     * @param shade from 0 (empty) to 1 (full)
     * @param text text of the cell
     */
    public record Cell(double shade, String text) {}

    public HeatMap {
        rows = rows.stream().map(List::copyOf).toList();
        int columns = labels.columns().size();
        if (rows.size() != labels.rows().size() || rows.stream().anyMatch(row -> row.size() != columns)) {
            throw new IllegalArgumentException(text.title() + ": cells and labels do not match");
        }
    }

    @Override
    public int height() {
        return TOP + rows.size() * LINE + BOTTOM;
    }

    @Override
    public void draw(PlotCanvas canvas) {
        double left = left();
        double width = (WIDTH - 8 - left) / Math.max(1, labels.columns().size());
        canvas.text(labels.rowTitle() + " ↓", new PlotPoint(8, TOP - 10), Anchor.START, false);
        canvas.text(labels.columnTitle() + " →", new PlotPoint(left + 4, TOP - 32), Anchor.START, false);
        for (int column = 0; column < labels.columns().size(); column++) {
            String name = PlotCanvas.fitting(labels.columns().get(column), width);
            canvas.text(name, new PlotPoint(left + (column + 0.5) * width, TOP - 10), Anchor.MIDDLE, false);
        }
        for (int row = 0; row < rows.size(); row++) {
            double top = TOP + row * LINE;
            String name = PlotCanvas.fitting(labels.rows().get(row), left - 12);
            canvas.text(name, new PlotPoint(8, top + LINE / 2.0 + 4.5), Anchor.START, false);
            for (int column = 0; column < labels.columns().size(); column++) {
                draw(canvas, rows.get(row).get(column), left + column * width, top, width);
            }
        }
    }

    private static void draw(PlotCanvas canvas, Cell cell, double x, double y, double width) {
        double opacity = Math.max(0.04, DARKEST * Math.min(1, cell.shade));
        canvas.rectangle(new PlotPoint(x + 1, y + 1), width - 2, LINE - 2, new Ink(CurveStyle.colour(0), opacity));
        canvas.text(
                PlotCanvas.fitting(cell.text, width),
                new PlotPoint(x + width / 2, y + LINE / 2.0 + 4.5),
                Anchor.MIDDLE,
                false);
    }

    private double left() {
        double longest =
                labels.rows().stream().mapToDouble(PlotCanvas::width).max().orElse(0);
        double title = PlotCanvas.width(labels.rowTitle() + " ↓");
        return Math.min(MOST_LEFT, Math.max(longest, title) + 20);
    }
}
