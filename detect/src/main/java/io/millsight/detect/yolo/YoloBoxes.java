package io.millsight.detect.yolo;

import io.millsight.detect.box.Nms;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reads the boxes of one image from the logits of all grids. */
final class YoloBoxes {

    private static final int MOST_CANDIDATES = 30_000; // of an image; the best enter non-maximum suppression
    private static final int OBJECTNESS = 4;
    private static final int FIRST_TYPE = 5;

    private YoloBoxes() {}

    /**
     * Which boxes are taken.
     *
     * @param minScore least objectness, and least score of objectness times type
     * @param everyType whether a place yields a box for each type above the least score, or for its best type only
     * @param maxIou a box that overlaps a better one of its type by more is dropped
     * @param limit most boxes of an image
     */
    record Rule(double minScore, boolean everyType, double maxIou, int limit) {}

    /** A box in pixels of the square input. */
    record Found(float x1, float y1, float x2, float y2, int type, float score) {}

    /**
     * Reads, suppresses and sorts the boxes of an image.
     *
     * @param logits of each grid, float32 {@code [B, 3, H, W, attributes]}
     * @param anchors in pixels, by grid
     * @param image place in the batch
     */
    static List<Found> of(List<Tensor> logits, float[][][] anchors, int image, Rule rule) {
        List<Found> found = new ArrayList<>();
        for (int level = 0; level < logits.size(); level++) {
            Tensor own = logits.get(level).select(0, image).sigmoid();
            read(own, anchors[level], YoloConfig.STRIDES.get(level), rule, found);
        }
        found.sort(Comparator.comparingDouble(Found::score).reversed());
        return suppressed(found.size() > MOST_CANDIDATES ? found.subList(0, MOST_CANDIDATES) : found, rule);
    }

    /** Reads the boxes of one grid: by anchor, row and column. */
    private static void read(Tensor grid, float[][] anchors, int stride, Rule rule, List<Found> found) {
        int attributes = (int) grid.size(3);
        int rows = (int) grid.size(1);
        int columns = (int) grid.size(2);
        float[] values = grid.toFloats();
        for (int place = 0, start = 0; start < values.length; place++, start += attributes) {
            if (values[start + OBJECTNESS] > rule.minScore) {
                int row = place / columns % rows;
                int column = place % columns;
                float[] anchor = anchors[place / (rows * columns)];
                float x = (2 * values[start] - 0.5f + column) * stride;
                float y = (2 * values[start + 1] - 0.5f + row) * stride;
                float width = 4 * values[start + 2] * values[start + 2] * anchor[0];
                float height = 4 * values[start + 3] * values[start + 3] * anchor[1];
                Found box = new Found(
                        x - width / 2, y - height / 2, x + width / 2, y + height / 2, 0, values[start + OBJECTNESS]);
                addTypes(box, values, start, attributes, rule, found);
            }
        }
    }

    private static void addTypes(Found box, float[] values, int start, int attributes, Rule rule, List<Found> found) {
        int best = -1;
        for (int i = FIRST_TYPE; i < attributes; i++) {
            float score = values[start + i] * box.score;
            if (rule.everyType && score > rule.minScore) {
                found.add(new Found(box.x1, box.y1, box.x2, box.y2, i - FIRST_TYPE, score));
            }
            if (best < 0 || values[start + i] > values[start + best]) {
                best = i;
            }
        }
        if (!rule.everyType && best >= 0 && values[start + best] * box.score > rule.minScore) {
            found.add(new Found(box.x1, box.y1, box.x2, box.y2, best - FIRST_TYPE, values[start + best] * box.score));
        }
    }

    private static List<Found> suppressed(List<Found> found, Rule rule) {
        float[] boxes = new float[4 * found.size()];
        float[] scores = new float[found.size()];
        int[] types = new int[found.size()];
        for (int i = 0; i < found.size(); i++) {
            Found box = found.get(i);
            boxes[4 * i] = box.x1;
            boxes[4 * i + 1] = box.y1;
            boxes[4 * i + 2] = box.x2;
            boxes[4 * i + 3] = box.y2;
            scores[i] = box.score;
            types[i] = box.type;
        }
        return Arrays.stream(new Nms(rule.maxIou, rule.limit).select(boxes, scores, types))
                .mapToObj(found::get)
                .toList();
    }
}
