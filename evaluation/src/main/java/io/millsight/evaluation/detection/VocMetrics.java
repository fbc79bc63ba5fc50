package io.millsight.evaluation.detection;

import io.millsight.evaluation.detection.RankedPredictions.MatchedPrediction;
import io.millsight.evaluation.statistics.MatchCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Average precision as in Pascal VOC, at IoU 0.5. A prediction is compared only with the ground-truth box that it
 * overlaps most: if that is already matched, the prediction is a false positive. Predictions on difficult boxes are
 * ignored. VOC has no crowds; a prediction inside a crowd is ignored if it matches no other box.
 */
public final class VocMetrics {

    private static final double MINIMAL_IOU = 0.5;

    private final List<RankedPredictions> byType;

    /**
     * Matches all predictions once.
     *
     * @param types number of types
     * @param images boxes of each image, in ascending order of the ids, which is the order of equal scores
     */
    public VocMetrics(int types, List<ImageBoxes> images) {
        byType = IntStream.range(0, types)
                .mapToObj(type -> predictions(images, type))
                .toList();
    }

    public MatchCounts counts(int type, int[] weights) {
        return byType.get(type).counts(weights, Integer.MAX_VALUE);
    }

    /**
     * Returns the average precision of VOC 2007, the mean of the largest precision at eleven recall values; empty if
     * the type has no ground-truth boxes.
     */
    public OptionalDouble elevenPointAveragePrecision(int type, int[] weights) {
        List<MatchCounts> ranks = ranks(type, weights);
        long positives = byType.get(type).positives(weights);
        if (positives == 0) {
            return OptionalDouble.empty();
        }
        double sum = 0;
        double best = 0;
        int rank = ranks.size() - 1;
        for (int tenth = 10; tenth >= 0; tenth--) {
            for (; rank >= 0 && 10 * ranks.get(rank).truePositives() >= tenth * positives; rank--) {
                best = Math.max(best, ranks.get(rank).precision());
            }
            sum += best;
        }
        return OptionalDouble.of(sum / 11);
    }

    /**
     * Returns the average precision of VOC 2010, the area under the precision-recall curve; empty if the type has no
     * ground-truth boxes.
     */
    public OptionalDouble areaAveragePrecision(int type, int[] weights) {
        List<MatchCounts> ranks = ranks(type, weights);
        long positives = byType.get(type).positives(weights);
        if (positives == 0) {
            return OptionalDouble.empty();
        }
        double area = 0;
        double best = 0;
        for (int rank = ranks.size() - 1; rank >= 0; rank--) {
            best = Math.max(best, ranks.get(rank).precision());
            long before = rank == 0 ? 0 : ranks.get(rank - 1).truePositives();
            area += best * (ranks.get(rank).truePositives() - before) / positives;
        }
        return OptionalDouble.of(area);
    }

    /** Returns the mean over the types with ground-truth boxes; empty if there are none. */
    public OptionalDouble meanElevenPoint(int[] weights) {
        return IntStream.range(0, byType.size())
                .mapToObj(type -> elevenPointAveragePrecision(type, weights))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    /** Returns the mean over the types with ground-truth boxes; empty if there are none. */
    public OptionalDouble meanArea(int[] weights) {
        return IntStream.range(0, byType.size())
                .mapToObj(type -> areaAveragePrecision(type, weights))
                .flatMapToDouble(OptionalDouble::stream)
                .average();
    }

    /** Returns the counts after each prediction, by descending score. */
    private List<MatchCounts> ranks(int type, int[] weights) {
        RankedPredictions predictions = byType.get(type);
        long positives = predictions.positives(weights);
        List<MatchCounts> ranks = new ArrayList<>();
        long truePositives = 0;
        long seen = 0;
        for (MatchedPrediction prediction : predictions.predictions()) {
            int weight = weights[prediction.image()];
            truePositives += prediction.truePositive() ? weight : 0;
            seen += weight;
            ranks.add(new MatchCounts(truePositives, seen - truePositives, positives - truePositives));
        }
        return ranks;
    }

    private static RankedPredictions predictions(List<ImageBoxes> images, int type) {
        List<MatchedPrediction> predictions = new ArrayList<>();
        int[] positives = new int[images.size()];
        for (int image = 0; image < positives.length; image++) {
            List<GroundTruthBox> groundTruth = images.get(image).groundTruthOf(type);
            positives[image] = (int) groundTruth.stream()
                    .filter(GroundTruthBox::isEvaluatedByVoc)
                    .count();
            boolean[] taken = new boolean[groundTruth.size()];
            List<PredictedBox> ranked = images.get(image).rankedPredictionsOf(type);
            for (int rank = 0; rank < ranked.size(); rank++) {
                int nearest = nearest(ranked.get(rank).box(), groundTruth);
                if (nearest >= 0 && !groundTruth.get(nearest).isEvaluatedByVoc()) {
                    continue;
                }
                boolean truePositive = nearest >= 0 && !taken[nearest];
                if (truePositive) {
                    taken[nearest] = true;
                }
                predictions.add(
                        new MatchedPrediction(image, rank, ranked.get(rank).score(), truePositive));
            }
        }
        return new RankedPredictions(predictions, positives);
    }

    /**
     * Returns the index of the first ground-truth box with the largest IoU, if that is large enough; otherwise of such
     * a crowd; otherwise -1.
     */
    private static int nearest(Rectangle box, List<GroundTruthBox> groundTruth) {
        int nearest = nearest(box, groundTruth, false);
        return nearest >= 0 ? nearest : nearest(box, groundTruth, true);
    }

    private static int nearest(Rectangle box, List<GroundTruthBox> groundTruth, boolean crowds) {
        int nearest = -1;
        double most = 0;
        for (int i = 0; i < groundTruth.size(); i++) {
            double iou = groundTruth.get(i).overlap(box);
            if (groundTruth.get(i).isCrowd() == crowds && iou > most) {
                nearest = i;
                most = iou;
            }
        }
        return most >= MINIMAL_IOU ? nearest : -1;
    }
}
