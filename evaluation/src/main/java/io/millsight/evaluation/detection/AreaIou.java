package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.Statistic;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * IoU of areas, regardless of the number of boxes: the union of all ground-truth boxes of a type is compared with the
 * union of all its predicted boxes. Annotators agree on the area of a defect far better than on the number of boxes.
 * Areas that only ignored boxes cover do not count.
 */
public final class AreaIou {

    private final int types;
    /** Area in square pixels by type and image. */
    private final double[][] intersection;

    private final double[][] union;
    /** Number of ground-truth boxes by type and image. */
    private final int[][] groundTruthCounts;

    /**
     * Computes all areas once.
     *
     * @param types number of types
     * @param images boxes of each image
     * @param scoreThreshold predictions with a lower score are ignored
     */
    public AreaIou(int types, List<ImageBoxes> images, double scoreThreshold) {
        this.types = types;
        intersection = new double[types][images.size()];
        union = new double[types][images.size()];
        groundTruthCounts = new int[types][images.size()];
        for (int type = 0; type < types; type++) {
            for (int image = 0; image < images.size(); image++) {
                measure(images.get(image), type, image, scoreThreshold);
            }
        }
    }

    /** Returns the IoU of one type, with areas summed over all images; empty without boxes. */
    public Statistic ofType(int type) {
        return Statistic.ratio(intersection[type], union[type]);
    }

    /** Returns the mean over the types with ground-truth boxes, as for average precision; empty if there are none. */
    public Statistic mean() {
        List<Statistic> all = IntStream.range(0, types).mapToObj(this::ofType).toList();
        return weights -> IntStream.range(0, types)
                .filter(type -> isGroundTruth(type, weights))
                .mapToObj(type -> all.get(type).of(weights))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    private boolean isGroundTruth(int type, int[] weights) {
        return IntStream.range(0, weights.length)
                .anyMatch(image -> weights[image] * groundTruthCounts[type][image] > 0);
    }

    /** Returns the IoU of one image, with areas summed over the types; empty without boxes. */
    public OptionalDouble ofImage(int image) {
        double common = IntStream.range(0, types)
                .mapToDouble(type -> intersection[type][image])
                .sum();
        double whole = IntStream.range(0, types)
                .mapToDouble(type -> union[type][image])
                .sum();
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(common / whole);
    }

    /** Divides the plane into cells along all box edges. Each box covers a cell completely or not at all. */
    private void measure(ImageBoxes boxed, int type, int image, double scoreThreshold) {
        List<GroundTruthBox> annotated = boxed.groundTruthOf(type);
        List<Rectangle> groundTruth = annotated.stream()
                .filter(GroundTruthBox::isEvaluated)
                .map(GroundTruthBox::box)
                .toList();
        groundTruthCounts[type][image] = groundTruth.size();
        List<Rectangle> flagged = annotated.stream()
                .filter(box -> !box.isEvaluated())
                .map(GroundTruthBox::box)
                .toList();
        List<Rectangle> predicted = boxed.rankedPredictionsOf(type).stream()
                .filter(prediction -> prediction.score() >= scoreThreshold)
                .map(PredictedBox::box)
                .toList();
        List<Rectangle> all =
                Stream.of(groundTruth, flagged, predicted).flatMap(List::stream).toList();
        double[] xs = edges(all.stream().flatMapToDouble(box -> DoubleStream.of(box.x(), box.xMax())));
        double[] ys = edges(all.stream().flatMapToDouble(box -> DoubleStream.of(box.y(), box.yMax())));
        for (int column = 0; column + 1 < xs.length; column++) {
            BitSet isGroundTruth = rows(groundTruth, xs[column], xs[column + 1], ys);
            BitSet isPredicted = rows(predicted, xs[column], xs[column + 1], ys);
            BitSet isIgnored = rows(flagged, xs[column], xs[column + 1], ys);
            isIgnored.andNot(isGroundTruth);
            for (int row = 0; row + 1 < ys.length; row++) {
                if (isIgnored.get(row)) {
                    continue;
                }
                double area = Rectangle.ofCorners(xs[column], ys[row], xs[column + 1], ys[row + 1])
                        .area();
                intersection[type][image] += isGroundTruth.get(row) && isPredicted.get(row) ? area : 0;
                union[type][image] += isGroundTruth.get(row) || isPredicted.get(row) ? area : 0;
            }
        }
    }

    private static double[] edges(DoubleStream values) {
        return values.sorted().distinct().toArray();
    }

    /** Returns the rows that the boxes cover in a column of cells. */
    private static BitSet rows(List<Rectangle> boxes, double left, double right, double[] ys) {
        BitSet rows = new BitSet(ys.length);
        for (Rectangle box : boxes) {
            if (box.x() <= left && right <= box.xMax() && box.y() < box.yMax()) {
                rows.set(Arrays.binarySearch(ys, box.y()), Arrays.binarySearch(ys, box.yMax()));
            }
        }
        return rows;
    }
}
