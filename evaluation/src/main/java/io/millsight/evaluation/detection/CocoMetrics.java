package io.millsight.evaluation.detection;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Average precision and recall as in COCO's pycocotools. Predictions are matched once per type, IoU threshold and range
 * of areas. Values can then be computed for any weights of the images.
 */
public final class CocoMetrics {

    /** IoU from 0.5 to 0.95 in steps of 0.05. The ninth value is COCO's double, one bit below 0.9. */
    static final List<Double> IOU_THRESHOLDS =
            List.of(0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.8999999999999999, 0.95);

    /** Largest number of predictions of a type that count on an image. */
    public static final int MAX_DETECTIONS = 100;

    /** Range of IoU thresholds over which a value is averaged. */
    public enum Iou {
        FROM_50_TO_95(0, 10),
        AT_50(0, 1),
        AT_75(5, 6);

        private final int from;
        private final int to;

        Iou(int from, int to) {
            this.from = from;
            this.to = to;
        }
    }

    private final List<Integer> types;
    private final Map<AreaRange, List<List<RankedPredictions>>> byAreaTypeAndIou = new EnumMap<>(AreaRange.class);

    /**
     * Matches all predictions once.
     *
     * @param types number of types
     * @param images boxes of each image, in ascending order of the ids, which is the order of equal scores
     */
    public CocoMetrics(int types, List<ImageBoxes> images) {
        this.types = IntStream.range(0, types).boxed().toList();
        for (AreaRange area : AreaRange.values()) {
            byAreaTypeAndIou.put(
                    area,
                    this.types.stream()
                            .map(type -> IOU_THRESHOLDS.stream()
                                    .map(iou ->
                                            RankedPredictions.match(images, type, iou, area::contains, MAX_DETECTIONS))
                                    .toList())
                            .toList());
        }
    }

    /** Returns the average precision, as the mean over the types with ground-truth boxes; empty if there are none. */
    public OptionalDouble averagePrecision(Iou iou, AreaRange area, int[] weights) {
        return averagePrecision(types, iou, area, weights);
    }

    /** Returns the average precision of one type; empty if it has no ground-truth boxes. */
    public OptionalDouble averagePrecision(int type, Iou iou, AreaRange area, int[] weights) {
        return averagePrecision(List.of(type), iou, area, weights);
    }

    /**
     * Returns the recall with a limited number of predictions per image, averaged over IoU 0.5 to 0.95 and over the
     * types with ground-truth boxes.
     */
    public OptionalDouble averageRecall(int maxDetections, AreaRange area, int[] weights) {
        return averageRecall(types, maxDetections, area, weights);
    }

    /** Returns the average recall of one type; empty if it has no ground-truth boxes. */
    public OptionalDouble averageRecall(int type, int maxDetections, AreaRange area, int[] weights) {
        return averageRecall(List.of(type), maxDetections, area, weights);
    }

    /**
     * Returns the average precision of one type at each of the ten IoU thresholds; empty if it has no ground-truth
     * boxes.
     */
    List<Double> averagePrecisionPerIou(int type, int[] weights) {
        return predictions(type, AreaRange.ALL).stream()
                .flatMapToDouble(predictions -> predictions.averagePrecision(weights, MAX_DETECTIONS).stream())
                .boxed()
                .toList();
    }

    /** Returns the 101 interpolated precisions of one type at IoU 0.5; empty if it has no ground-truth boxes. */
    public double[] interpolatedPrecisionAt50(int type, int[] weights) {
        return predictions(type, AreaRange.ALL).get(0).interpolatedPrecision(weights, MAX_DETECTIONS);
    }

    private OptionalDouble averagePrecision(List<Integer> ofTypes, Iou iou, AreaRange area, int[] weights) {
        return ofTypes.stream()
                .flatMap(type -> predictions(type, area).subList(iou.from, iou.to).stream())
                .flatMapToDouble(predictions -> predictions.averagePrecision(weights, MAX_DETECTIONS).stream())
                .average();
    }

    private OptionalDouble averageRecall(List<Integer> ofTypes, int maxDetections, AreaRange area, int[] weights) {
        return ofTypes.stream()
                .flatMap(type -> predictions(type, area).stream())
                .map(predictions -> predictions.counts(weights, maxDetections))
                .filter(counts -> counts.positives() > 0)
                .mapToDouble(counts -> counts.recall())
                .average();
    }

    private List<RankedPredictions> predictions(int type, AreaRange area) {
        List<List<RankedPredictions>> byType = byAreaTypeAndIou.get(area);
        if (byType == null) {
            throw new AssertionError("every range of areas is prepared by the constructor");
        }
        return byType.get(type);
    }
}
