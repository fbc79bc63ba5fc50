package io.millsight.evaluation.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * Confusion matrix of ground truth and predictions.
 *
 * @param rows names of the ground-truth classes, top to bottom
 * @param columns names of the predicted classes, left to right
 * @param counts one list per row
 */
public record ConfusionMatrix(List<String> rows, List<String> columns, List<List<Long>> counts) {

    public ConfusionMatrix {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        counts = counts.stream().map(List::copyOf).toList();
    }

    static ConfusionMatrix of(List<String> rows, List<String> columns, long[][] counts) {
        List<List<Long>> lists = new ArrayList<>();
        for (long[] row : counts) {
            List<Long> list = new ArrayList<>();
            for (long count : row) {
                list.add(count);
            }
            lists.add(list);
        }
        return new ConfusionMatrix(rows, columns, lists);
    }

    public long count(int row, int column) {
        return counts.get(row).get(column);
    }

    public long rowSum(int row) {
        return counts.get(row).stream().mapToLong(Long::longValue).sum();
    }

    /** Returns the share of a cell in its row; 0 for an empty row. */
    public double share(int row, int column) {
        long sum = rowSum(row);
        return sum == 0 ? 0 : (double) count(row, column) / sum;
    }

    /** Builder that counts single entries. */
    public static final class Builder {

        private final List<String> rows;
        private final List<String> columns;
        private final long[][] counts;

        public Builder(List<String> rows, List<String> columns) {
            this.rows = List.copyOf(rows);
            this.columns = List.copyOf(columns);
            this.counts = new long[rows.size()][columns.size()];
        }

        public void add(int row, int column) {
            counts[row][column]++;
        }

        public ConfusionMatrix build() {
            return ConfusionMatrix.of(rows, columns, counts);
        }
    }
}
