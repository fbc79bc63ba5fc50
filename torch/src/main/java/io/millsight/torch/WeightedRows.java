package io.millsight.torch;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Sums of weighted rows of a table, as one operation. */
public final class WeightedRows {

    private static final long SUM = 0;

    private WeightedRows() {}

    /**
     * Computes Σ weight · row for each sum. The gradient goes to the table only.
     *
     * @param table float32 {@code [R, C]}
     * @param rows row numbers, the same count for each sum, one sum after the other
     * @param weights of the rows, in the same order
     * @param rowsPerSum how many rows make a sum
     * @return {@code [S, C]}
     */
    public static Tensor sum(Tensor table, long[] rows, float[] weights, int rowsPerSum) {
        if (rows.length != weights.length || rows.length % rowsPerSum != 0) {
            throw new IllegalArgumentException(rows.length + " rows and " + weights.length
                    + " weights do not make sums of " + rowsPerSum + " rows");
        }
        long[] starts = new long[rows.length / rowsPerSum];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = (long) i * rowsPerSum;
        }
        return Tensor.of(() -> torch.embedding_bag(
                        table.handle(),
                        Tensor.of(rows, rows.length).to(table.device()).handle(),
                        Tensor.of(starts, starts.length).to(table.device()).handle(),
                        false,
                        SUM,
                        false,
                        new TensorOptional(Tensor.of(weights, weights.length)
                                .to(table.device())
                                .handle()),
                        false,
                        new LongOptional())
                .get0());
    }
}
