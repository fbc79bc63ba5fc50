package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.Statistic;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How much of the defective area was covered, whatever the number of boxes: intersection over union of the areas that all true and all
 * claimed boxes of a type cover. Inspectors agree on the area of a defect far better than on how many boxes it takes.
 */
public final class Coverage {

    private final int types;
    /** Square pixels by type and image. */
    private final double[][] intersection;

    private final double[][] union;

    /**
     * Measures all areas, once.
     *
     * @param types number of types
     * @param scoreThreshold claims below it do not count
     */
    public Coverage(int types, List<BoxedImage> images, double scoreThreshold) {
        this.types = types;
        intersection = new double[types][images.size()];
        union = new double[types][images.size()];
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

    /** The mean over the types that have any boxes; empty where none has. */
    public Statistic mean() {
        List<Statistic> all = IntStream.range(0, types).mapToObj(this::ofType).toList();
        return weights -> all.stream()
                .map(statistic -> statistic.of(weights))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
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
    private void measure(BoxedImage boxed, int type, int image, double scoreThreshold) {
        List<Rectangle> truth = boxed.truthOf(type);
        List<Rectangle> claimed = boxed.rankedPredictionsOf(type).stream()
                .filter(prediction -> prediction.score() >= scoreThreshold)
                .map(PredictedBox::box)
                .toList();
        List<Double> xs = edges(Stream.concat(truth.stream(), claimed.stream())
                .flatMap(box -> Stream.of(box.x(), box.xMax()))
                .toList());
        List<Double> ys = edges(Stream.concat(truth.stream(), claimed.stream())
                .flatMap(box -> Stream.of(box.y(), box.yMax()))
                .toList());
        for (int column = 0; column + 1 < xs.size(); column++) {
            for (int row = 0; row + 1 < ys.size(); row++) {
                Rectangle cell = Rectangle.ofCorners(xs.get(column), ys.get(row), xs.get(column + 1), ys.get(row + 1));
                boolean isTrue = covers(truth, cell);
                boolean isClaimed = covers(claimed, cell);
                intersection[type][image] += isTrue && isClaimed ? cell.area() : 0;
                union[type][image] += isTrue || isClaimed ? cell.area() : 0;
            }
        }
    }

    private static List<Double> edges(Collection<Double> values) {
        return List.copyOf(new TreeSet<>(values));
    }

    private static boolean covers(List<Rectangle> boxes, Rectangle cell) {
        double x = cell.x() + cell.width() / 2;
        double y = cell.y() + cell.height() / 2;
        return boxes.stream().anyMatch(box -> x > box.x() && x < box.xMax() && y > box.y() && y < box.yMax());
    }
}
