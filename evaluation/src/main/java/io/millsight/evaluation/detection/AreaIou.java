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
 * How much of the defective area was covered, whatever the number of boxes: intersection over union of the areas that all true and all
 * claimed boxes of a type cover. Inspectors agree on the area of a defect far better than on how many boxes it takes. An area that only
 * flagged boxes cover counts neither way.
 */
public final class AreaIou {

    private final int types;
    /** Square pixels by type and image. */
    private final double[][] intersection;

    private final double[][] union;
    /** Number of true boxes by type and image. */
    private final int[][] trueBoxes;

    /**
     * Measures all areas, once.
     *
     * @param types number of types
     * @param scoreThreshold claims below it do not count
     */
    public AreaIou(int types, List<ImageBoxes> images, double scoreThreshold) {
        this.types = types;
        intersection = new double[types][images.size()];
        union = new double[types][images.size()];
        trueBoxes = new int[types][images.size()];
        for (int type = 0; type < types; type++) {
            for (int image = 0; image < images.size(); image++) {
                measure(images.get(image), type, image, scoreThreshold);
            }
        }
    }

    /** Intersection over union of one type, of the areas summed over all images; empty where there are no boxes. */
    public Statistic ofType(int type) {
        return Statistic.ratio(intersection[type], union[type]);
    }

    /** The mean over the types that have true boxes, as average precision has it; empty where none has. */
    public Statistic mean() {
        List<Statistic> all = IntStream.range(0, types).mapToObj(this::ofType).toList();
        return weights -> IntStream.range(0, types)
                .filter(type -> isTrue(type, weights))
                .mapToObj(type -> all.get(type).of(weights))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    private boolean isTrue(int type, int[] weights) {
        return IntStream.range(0, weights.length).anyMatch(image -> weights[image] * trueBoxes[type][image] > 0);
    }

    /** Intersection over union on one image, of the areas summed over its types; empty where it has no boxes. */
    public OptionalDouble ofImage(int image) {
        double common = IntStream.range(0, types)
                .mapToDouble(type -> intersection[type][image])
                .sum();
        double whole = IntStream.range(0, types)
                .mapToDouble(type -> union[type][image])
                .sum();
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of(common / whole);
    }

    /** Cuts the plane into the cells between all edges; in each cell, every box covers all or nothing. */
    private void measure(ImageBoxes boxed, int type, int image, double scoreThreshold) {
        List<GroundTruthBox> annotated = boxed.groundTruthOf(type);
        List<Rectangle> groundTruth = annotated.stream()
                .filter(GroundTruthBox::isEvaluated)
                .map(GroundTruthBox::box)
                .toList();
        trueBoxes[type][image] = groundTruth.size();
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
            BitSet isTrue = rows(groundTruth, xs[column], xs[column + 1], ys);
            BitSet isPredicted = rows(predicted, xs[column], xs[column + 1], ys);
            BitSet isIgnored = rows(flagged, xs[column], xs[column + 1], ys);
            isIgnored.andNot(isTrue);
            for (int row = 0; row + 1 < ys.length; row++) {
                if (isIgnored.get(row)) {
                    continue;
                }
                double area = Rectangle.ofCorners(xs[column], ys[row], xs[column + 1], ys[row + 1])
                        .area();
                intersection[type][image] += isTrue.get(row) && isPredicted.get(row) ? area : 0;
                union[type][image] += isTrue.get(row) || isPredicted.get(row) ? area : 0;
            }
        }
    }

    private static double[] edges(DoubleStream values) {
        return values.sorted().distinct().toArray();
    }

    /** The rows of a column of cells that boxes cover. */
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
