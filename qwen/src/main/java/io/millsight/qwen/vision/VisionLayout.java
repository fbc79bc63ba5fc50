package io.millsight.qwen.vision;

import io.millsight.qwen.config.VisionConfig;
import io.millsight.qwen.image.PatchGrid;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the patches of a batch of images stand inside the vision tower.
 *
 * <p>The processor lists patches in groups of m×m neighbours (a group becomes one token), groups in raster order, images one after the other. The
 * tower reorders the groups so that those of one attention window stand together: windows in raster order, groups in raster order within
 * each; windows at the right and the bottom edge are smaller.
 *
 * @param order the index of the group that stands k-th
 * @param windowLengths patches in each window, in that order
 * @param imageLengths patches in each image
 * @param rows row of each patch in its image, in the processor's order
 * @param columns column of each patch in its image, in the processor's order
 */
public record VisionLayout(
        List<Integer> order,
        List<Integer> windowLengths,
        List<Integer> imageLengths,
        List<Integer> rows,
        List<Integer> columns) {

    static VisionLayout of(List<PatchGrid> grids, VisionConfig config) {
        int merge = config.spatialMergeSize();
        int windowSide = config.windowSize() / merge / config.patchSize(); // in groups
        VisionLayout layout = new VisionLayout(
                new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int firstGroup = 0;
        for (PatchGrid grid : grids) {
            int groupRows = grid.height() / merge;
            int groupColumns = grid.width() / merge;
            for (int top = 0; top < groupRows; top += windowSide) {
                for (int left = 0; left < groupColumns; left += windowSide) {
                    int bottom = Math.min(top + windowSide, groupRows);
                    int right = Math.min(left + windowSide, groupColumns);
                    layout.addWindow(firstGroup, groupColumns, top, bottom, left, right);
                    layout.windowLengths.add((bottom - top) * (right - left) * merge * merge);
                }
            }
            layout.imageLengths.add(grid.patches());
            layout.addPositions(groupRows, groupColumns, merge);
            firstGroup += groupRows * groupColumns;
        }
        return layout;
    }

    private void addWindow(int firstGroup, int groupColumns, int top, int bottom, int left, int right) {
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                order.add(firstGroup + row * groupColumns + column);
            }
        }
    }

    private void addPositions(int groupRows, int groupColumns, int merge) {
        for (int groupRow = 0; groupRow < groupRows; groupRow++) {
            for (int groupColumn = 0; groupColumn < groupColumns; groupColumn++) {
                for (int i = 0; i < merge * merge; i++) {
                    rows.add(groupRow * merge + i / merge);
                    columns.add(groupColumn * merge + i % merge);
                }
            }
        }
    }

    int patches() {
        return rows.size();
    }

    /** The indices of the patches in the tower's order, {@code [S]}. */
    long[] patchOrder(int mergeSize) {
        int group = mergeSize * mergeSize;
        return IntStream.range(0, patches())
                .mapToLong(k -> (long) order.get(k / group) * group + k % group)
                .toArray();
    }

    /** Where each group of the processor's order stands in the tower's, {@code [S / m²]}. */
    long[] inverseOrder() {
        long[] inverse = new long[order.size()];
        for (int k = 0; k < inverse.length; k++) {
            inverse[order.get(k)] = k;
        }
        return inverse;
    }

    /**
     * The angles of the rotary embedding in the tower's order, row-major {@code [S, D / 2]}: the first half of the frequencies turns with the row,
     * the second with the column.
     */
    double[] rotaryHalfAngles(VisionConfig config) {
        int half = config.headSize() / 2;
        int frequencies = half / 2;
        double[] angles = new double[patches() * half];
        long[] patchOrder = patchOrder(config.spatialMergeSize());
        for (int k = 0; k < patchOrder.length; k++) {
            int patch = (int) patchOrder[k];
            for (int f = 0; f < frequencies; f++) {
                float frequency = (float) (1 / Math.pow(config.ropeTheta(), 2.0 * f / half));
                angles[k * half + f] = rows.get(patch) * frequency;
                angles[k * half + frequencies + f] = columns.get(patch) * frequency;
            }
        }
        return angles;
    }
}
