package io.millsight.evaluation.detection;

import io.millsight.evaluation.detection.RankedPredictions.MatchedPrediction;
import io.millsight.evaluation.statistics.MatchCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Precision, recall and F1 by score threshold, at one IoU threshold. Predictions are matched by descending score, so a
 * higher score threshold does not change the remaining matches. One matching is enough for all thresholds.
 */
public final class ThresholdCurve {

    /** Counts for predictions with at least this score. */
    public record Point(double scoreThreshold, MatchCounts counts) {}

    private final List<RankedPredictions> byType;
    private final RankedPredictions all;

    /**
     * Matches all predictions once.
     *
     * @param types number of types
     * @param images boxes of each image
     * @param minimalIou smallest IoU of a match
     */
    public ThresholdCurve(int types, List<ImageBoxes> images, double minimalIou) {
        byType = IntStream.range(0, types)
                .mapToObj(type -> RankedPredictions.match(images, type, minimalIou, box -> true, Integer.MAX_VALUE))
                .toList();
        int[] positives = images.stream().mapToInt(ImageBoxes::positives).toArray();
        all = new RankedPredictions(
                byType.stream()
                        .flatMap(predictions -> predictions.predictions().stream())
                        .toList(),
                positives);
    }

    /** Returns one point per score over all types together, highest score first. */
    public List<Point> points(int[] weights) {
        return points(all, weights);
    }

    /** Returns one point per score of this type, highest score first. */
    public List<Point> points(int type, int[] weights) {
        return points(byType.get(type), weights);
    }

    /** Returns the counts over all types together, for predictions with at least this score. */
    public MatchCounts at(double scoreThreshold, int[] weights) {
        return at(all, scoreThreshold, weights);
    }

    /** Returns the counts of one type, for predictions with at least this score. */
    public MatchCounts at(int type, double scoreThreshold, int[] weights) {
        return at(byType.get(type), scoreThreshold, weights);
    }

    /** Returns the counts of each image over all types together, for predictions with at least this score. */
    public List<MatchCounts> perImage(double scoreThreshold) {
        return all.perImage(scoreThreshold);
    }

    /**
     * Returns the operating point over all types together with the lowest threshold at which an image has on average at most
     * so many false alarms, which is the one with the highest recall. Empty if there is none.
     *
     * @param falseAlarms false positives per image
     */
    public Optional<Point> atFalseAlarms(double falseAlarms, int[] weights) {
        double most = falseAlarms * IntStream.of(weights).sum();
        List<MatchedPrediction> ranked = all.predictions();
        long truePositives = 0;
        long falsePositives = 0;
        Point lowest = null;
        long positives = all.positives(weights);
        for (int i = 0; i < ranked.size(); i++) {
            MatchedPrediction prediction = ranked.get(i);
            int weight = weights[prediction.image()];
            truePositives += prediction.truePositive() ? weight : 0;
            falsePositives += prediction.truePositive() ? 0 : weight;
            if (falsePositives > most) {
                break;
            }
            if (i + 1 == ranked.size() || ranked.get(i + 1).score() < prediction.score()) {
                lowest = new Point(
                        prediction.score(), new MatchCounts(truePositives, falsePositives, positives - truePositives));
            }
        }
        return Optional.ofNullable(lowest);
    }

    /**
     * Returns the point with the highest F1 over all types together; of equal ones, that with the highest threshold.
     * Empty without predictions.
     */
    public Optional<Point> best(int[] weights) {
        return best(points(weights));
    }

    /**
     * Returns the point with the highest F1 of one type; of equal ones, that with the highest threshold. Empty without
     * predictions.
     */
    public Optional<Point> best(int type, int[] weights) {
        return best(points(type, weights));
    }

    private static Optional<Point> best(List<Point> points) {
        Point best = null;
        for (Point point : points) {
            if (best == null || point.counts().f1() > best.counts().f1()) {
                best = point;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns the number of ground-truth boxes of all types. */
    public long positives(int[] weights) {
        return all.positives(weights);
    }

    /** Returns the predictions of all types by descending score. */
    List<MatchedPrediction> predictions() {
        return all.predictions();
    }

    private static MatchCounts at(RankedPredictions predictions, double scoreThreshold, int[] weights) {
        long truePositives = 0;
        long kept = 0;
        for (MatchedPrediction prediction : predictions.predictions()) {
            if (prediction.score() >= scoreThreshold) {
                kept += weights[prediction.image()];
                truePositives += prediction.truePositive() ? weights[prediction.image()] : 0;
            }
        }
        return new MatchCounts(truePositives, kept - truePositives, predictions.positives(weights) - truePositives);
    }

    private static List<Point> points(RankedPredictions ranked, int[] weights) {
        List<MatchedPrediction> predictions = ranked.predictions();
        long positives = ranked.positives(weights);
        List<Point> points = new ArrayList<>();
        long truePositives = 0;
        long kept = 0;
        for (int i = 0; i < predictions.size(); i++) {
            MatchedPrediction prediction = predictions.get(i);
            kept += weights[prediction.image()];
            truePositives += prediction.truePositive() ? weights[prediction.image()] : 0;
            boolean lastOfItsScore =
                    i + 1 == predictions.size() || predictions.get(i + 1).score() < prediction.score();
            if (lastOfItsScore && kept > 0) {
                points.add(new Point(
                        prediction.score(),
                        new MatchCounts(truePositives, kept - truePositives, positives - truePositives)));
            }
        }
        return points;
    }
}
