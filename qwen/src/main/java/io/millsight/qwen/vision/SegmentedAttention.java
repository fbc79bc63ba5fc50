package io.millsight.qwen.vision;

import io.millsight.torch.Attention;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Attention within consecutive segments of one sequence. Segments of equal length are computed as one batch: a 196×196 image has windows of
 * 64, 48, 48 and 36 patches, and sixteen such images still need three calls, not sixty-four.
 */
final class SegmentedAttention {

    /** Segments of one length. */
    private record Group(int length, Tensor rows) {}

    private final List<Group> groups = new ArrayList<>();
    private final @Nullable Tensor inverse; // null where the groups' rows are already in order

    /** Prepares for segments of these lengths; its tensors belong to the current scope. */
    SegmentedAttention(List<Integer> lengths, Device device) {
        Map<Integer, List<Integer>> startsByLength = new TreeMap<>();
        int total = 0;
        for (int length : lengths) {
            startsByLength.computeIfAbsent(length, key -> new ArrayList<>()).add(total);
            total += length;
        }
        long[] grouped = new long[total];
        int next = 0;
        for (Map.Entry<Integer, List<Integer>> entry : startsByLength.entrySet()) {
            int length = entry.getKey();
            int first = next;
            for (long start : entry.getValue()) {
                for (int i = 0; i < length; i++) {
                    grouped[next++] = start + i;
                }
            }
            long[] rows = Arrays.copyOfRange(grouped, first, next);
            groups.add(new Group(length, Tensor.of(rows, (long) rows.length).to(device)));
        }
        inverse = groups.size() == 1
                ? null
                : Tensor.of(inverted(grouped), (long) total).to(device);
    }

    private static long[] inverted(long[] permutation) {
        long[] inverse = new long[permutation.length];
        for (int i = 0; i < permutation.length; i++) {
            inverse[(int) permutation[i]] = i;
        }
        return inverse;
    }

    /**
     * Attends within each segment.
     *
     * @param query {@code [S, H, D]}, and so key and value
     * @return {@code [S, H · D]}
     */
    Tensor apply(Tensor query, Tensor key, Tensor value) {
        if (inverse == null) {
            return attend(query, key, value, groups.get(0).length());
        }
        List<Tensor> parts = new ArrayList<>();
        for (Group group : groups) {
            parts.add(attend(
                    query.indexSelect(0, group.rows()),
                    key.indexSelect(0, group.rows()),
                    value.indexSelect(0, group.rows()),
                    group.length()));
        }
        return Tensor.concatenate(parts, 0).indexSelect(0, inverse);
    }

    private static Tensor attend(Tensor query, Tensor key, Tensor value, int length) {
        long rows = query.size(0);
        Tensor attended = Attention.scaledDotProduct(
                batched(query, length), batched(key, length), batched(value, length), null, false);
        return attended.transpose(1, 2).reshape(rows, query.size(1) * query.size(2)); // [S, H * D]
    }

    private static Tensor batched(Tensor rows, int length) { // [S, H, D] -> [S / length, H, length, D]
        return rows.reshape(rows.size(0) / length, length, rows.size(1), rows.size(2))
                .transpose(1, 2);
    }
}
