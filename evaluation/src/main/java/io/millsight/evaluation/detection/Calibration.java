package io.millsight.evaluation.detection;

import io.millsight.evaluation.detection.RankedPredictions.MatchedPrediction;
import io.millsight.evaluation.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Calibration of scores: of the predictions with score 0.8, 80 % should be true positives. Scores are put into equal
 * bins from 0 to 1. The expected calibration error is the mean gap between score and precision, weighted by the
 * predictions of each bin (Guo et al., 2017).
 */
public final class Calibration {

    /**
     * Predictions with a score in [from, to), or [from, to] for the last bin.
     *
     * @param from lowest score
     * @param to highest score
     * @param predictions number of predictions
     * @param meanScore mean score; 0 without predictions
     * @param precision share of true positives; 0 without predictions
     */
    public record Bin(double from, double to, long predictions, double meanScore, double precision) {}

    private final List<MatchedPrediction> predictions;
    private final int bins;

    /** Uses the predictions of a curve, matched at its IoU threshold. */
    public Calibration(ThresholdCurve curve, int bins) {
        this.predictions = curve.predictions();
        this.bins = bins;
    }

    public List<Bin> bins(int[] weights) {
        long[] count = new long[bins];
        double[] score = new double[bins];
        double[] truePositives = new double[bins];
        for (MatchedPrediction prediction : predictions) {
            int weight = weights[prediction.image()];
            int bin = Math.min(bins - 1, Math.max(0, (int) (prediction.score() * bins)));
            count[bin] += weight;
            score[bin] += weight * prediction.score();
            truePositives[bin] += prediction.truePositive() ? weight : 0;
        }
        List<Bin> result = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            long divisor = Math.max(1, count[bin]);
            result.add(new Bin(
                    (double) bin / bins,
                    (bin + 1.0) / bins,
                    count[bin],
                    score[bin] / divisor,
                    truePositives[bin] / divisor));
        }
        return result;
    }

    /** Returns the expected calibration error, from 0 to 1; empty without predictions. */
    public Statistic expectedError() {
        return weights -> {
            List<Bin> filled = bins(weights);
            long total = filled.stream().mapToLong(Bin::predictions).sum();
            if (total == 0) {
                return OptionalDouble.empty();
            }
            double gaps = filled.stream()
                    .mapToDouble(bin -> bin.predictions() * Math.abs(bin.meanScore() - bin.precision()))
                    .sum();
            return OptionalDouble.of(gaps / total);
        };
    }
}
