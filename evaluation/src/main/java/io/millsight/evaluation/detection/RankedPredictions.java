package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.MatchCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Predictions of one type on all images by descending score, each matched at one IoU threshold. Equal scores are in the
 * order of the images. Precision and recall follow by counting, for any weights of the images.
 */
final class RankedPredictions {

    /**
     * Number of COCO's recall values. They are i * 0.01, not i / 100, which differs in the last bit for ten of them.
     */
    static final int RECALL_STEPS = 101;

    private static final double RECALL_STEP = 0.01;

    /**
     * Prediction with the result of its matching.
     *
     * @param image index of its image
     * @param rank rank among the predictions of this type on its image, from 0
     * @param score score of the prediction
     * @param truePositive whether it matches a ground-truth box
     */
    record MatchedPrediction(int image, int rank, double score, boolean truePositive) {}

    private final List<MatchedPrediction> predictions;
    private final int[] positives;

    /**
     * Sorts predictions by score.
     *
     * @param predictions predictions in any order; equal scores in the order of the images
     * @param positives number of ground-truth boxes of each image
     */
    RankedPredictions(List<MatchedPrediction> predictions, int[] positives) {
        List<MatchedPrediction> ranked = new ArrayList<>(predictions);
        ranked.sort(Comparator.comparingDouble(MatchedPrediction::score).reversed());
        this.predictions = List.copyOf(ranked);
        this.positives = positives.clone();
    }

    /**
     * Matches the predictions of one type on each image as COCO does.
     *
     * @param images boxes of each image
     * @param type index of the type
     * @param minimalIou smallest IoU of a match
     * @param counts returns whether a box counts, in addition to the flags. Predictions that match another box, and
     *     unmatched predictions that do not count themselves, are dropped
     * @param maxDetections number of predictions per image that are matched, by descending score
     */
    static RankedPredictions match(
            List<ImageBoxes> images, int type, double minimalIou, Predicate<Rectangle> counts, int maxDetections) {
        Predicate<GroundTruthBox> isToBeFound = box -> box.isEvaluated() && counts.test(box.box());
        List<MatchedPrediction> predictions = new ArrayList<>();
        int[] positives = new int[images.size()];
        for (int image = 0; image < positives.length; image++) {
            List<GroundTruthBox> groundTruth = images.get(image).groundTruthOf(type);
            positives[image] = (int) groundTruth.stream().filter(isToBeFound).count();
            List<PredictedBox> all = images.get(image).rankedPredictionsOf(type);
            List<PredictedBox> ranked = all.subList(0, Math.min(all.size(), maxDetections));
            int[] matches = GreedyMatching.match(ranked, groundTruth, isToBeFound, minimalIou);
            for (int rank = 0; rank < matches.length; rank++) {
                boolean truePositive = matches[rank] != GreedyMatching.UNMATCHED;
                boolean judged = truePositive
                        ? isToBeFound.test(groundTruth.get(matches[rank]))
                        : counts.test(ranked.get(rank).box());
                if (judged) {
                    predictions.add(
                            new MatchedPrediction(image, rank, ranked.get(rank).score(), truePositive));
                }
            }
        }
        return new RankedPredictions(predictions, positives);
    }

    List<MatchedPrediction> predictions() {
        return predictions;
    }

    long positives(int[] weights) {
        long sum = 0;
        for (int image = 0; image < positives.length; image++) {
            sum += (long) weights[image] * positives[image];
        }
        return sum;
    }

    /** Returns the counts of each image for predictions with at least this score. */
    List<MatchCounts> perImage(double scoreThreshold) {
        long[] truePositives = new long[positives.length];
        long[] kept = new long[positives.length];
        for (MatchedPrediction prediction : predictions) {
            if (prediction.score() >= scoreThreshold) {
                kept[prediction.image()]++;
                truePositives[prediction.image()] += prediction.truePositive() ? 1 : 0;
            }
        }
        return IntStream.range(0, positives.length)
                .mapToObj(image -> new MatchCounts(
                        truePositives[image],
                        kept[image] - truePositives[image],
                        positives[image] - truePositives[image]))
                .toList();
    }

    /** Returns the counts of all predictions up to a rank. */
    MatchCounts counts(int[] weights, int maxDetections) {
        long truePositives = 0;
        long falsePositives = 0;
        for (MatchedPrediction prediction : predictions) {
            if (prediction.rank() < maxDetections) {
                truePositives += prediction.truePositive() ? weights[prediction.image()] : 0;
                falsePositives += prediction.truePositive() ? 0 : weights[prediction.image()];
            }
        }
        return new MatchCounts(truePositives, falsePositives, positives(weights) - truePositives);
    }

    /** Returns COCO's average precision; empty without ground-truth boxes. */
    OptionalDouble averagePrecision(int[] weights, int maxDetections) {
        double[] precision = interpolatedPrecision(weights, maxDetections);
        double sum = 0;
        for (double value : precision) {
            sum += value;
        }
        return precision.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / precision.length);
    }

    /**
     * Returns the largest precision at or beyond each of COCO's 101 recall values; 0 if the recall is not reached.
     * Empty without ground-truth boxes.
     */
    double[] interpolatedPrecision(int[] weights, int maxDetections) {
        long groundTruth = positives(weights);
        if (groundTruth == 0) {
            return new double[0];
        }
        double[] precision = new double[predictions.size()];
        double[] recall = new double[predictions.size()];
        int ranks = 0;
        long truePositives = 0;
        long seen = 0;
        for (MatchedPrediction prediction : predictions) {
            int weight = prediction.rank() < maxDetections ? weights[prediction.image()] : 0;
            if (weight > 0) {
                truePositives += prediction.truePositive() ? weight : 0;
                seen += weight;
                precision[ranks] = (double) truePositives / seen;
                recall[ranks] = (double) truePositives / groundTruth;
                ranks++;
            }
        }
        for (int rank = ranks - 2; rank >= 0; rank--) {
            precision[rank] = Math.max(precision[rank], precision[rank + 1]);
        }
        double[] interpolated = new double[RECALL_STEPS];
        int rank = 0;
        for (int step = 0; step < RECALL_STEPS; step++) {
            while (rank < ranks && recall[rank] < step * RECALL_STEP) {
                rank++;
            }
            interpolated[step] = rank < ranks ? precision[rank] : 0;
        }
        return interpolated;
    }
}
