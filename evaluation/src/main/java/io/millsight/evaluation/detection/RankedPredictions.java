package io.millsight.evaluation.detection;

import io.millsight.evaluation.statistics.MatchCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * All claims of one type over all images, best first, each with its outcome at one overlap threshold; equal scores stand in the order
 * of the images. Precision and recall at every rank follow by counting, for any weights of the images.
 */
final class RankedPredictions {

    /** COCO's 101 recall values; as i * 0.01, not i / 100, which differs in the last bit for ten of them. */
    static final int RECALL_STEPS = 101;

    private static final double RECALL_STEP = 0.01;

    /**
     * A claim and what became of it.
     *
     * @param image index of its image
     * @param rank its place among the claims of this type on its image, from 0
     */
    record Claim(int image, int rank, double score, boolean hit) {}

    private final List<Claim> claims;
    private final int[] positives;

    /**
     * @param claims in any order; those of equal score in the order of the images
     * @param positives number of true boxes on each image
     */
    RankedPredictions(List<Claim> claims, int[] positives) {
        List<Claim> ranked = new ArrayList<>(claims);
        ranked.sort(Comparator.comparingDouble(Claim::score).reversed());
        this.claims = List.copyOf(ranked);
        this.positives = positives.clone();
    }

    /**
     * Matches the claims of one type on each image as COCO does.
     *
     * @param minimalIou at least this overlap makes a match
     * @param counts which boxes count, beside the flags of the true ones: a claim on a true box that does not is neither hit nor false
     *     alarm, nor is an unmatched claim that does not itself
     * @param maxDetections the best so many claims of an image are matched
     */
    static RankedPredictions match(
            List<ImageBoxes> images, int type, double minimalIou, Predicate<Rectangle> counts, int maxDetections) {
        Predicate<GroundTruthBox> isToBeFound = box -> box.counts() && counts.test(box.box());
        List<Claim> claims = new ArrayList<>();
        int[] positives = new int[images.size()];
        for (int image = 0; image < positives.length; image++) {
            List<GroundTruthBox> truth = images.get(image).truthOf(type);
            positives[image] = (int) truth.stream().filter(isToBeFound).count();
            List<PredictedBox> all = images.get(image).rankedPredictionsOf(type);
            List<PredictedBox> ranked = all.subList(0, Math.min(all.size(), maxDetections));
            int[] matches = GreedyMatching.match(ranked, truth, isToBeFound, minimalIou);
            for (int rank = 0; rank < matches.length; rank++) {
                boolean hit = matches[rank] != GreedyMatching.UNMATCHED;
                boolean judged = hit
                        ? isToBeFound.test(truth.get(matches[rank]))
                        : counts.test(ranked.get(rank).box());
                if (judged) {
                    claims.add(new Claim(image, rank, ranked.get(rank).score(), hit));
                }
            }
        }
        return new RankedPredictions(claims, positives);
    }

    List<Claim> claims() {
        return claims;
    }

    long positives(int[] weights) {
        long sum = 0;
        for (int image = 0; image < positives.length; image++) {
            sum += (long) weights[image] * positives[image];
        }
        return sum;
    }

    /** The counts of each image where claims of at least this score are kept. */
    List<MatchCounts> perImage(double scoreThreshold) {
        long[] hits = new long[positives.length];
        long[] kept = new long[positives.length];
        for (Claim claim : claims) {
            if (claim.score() >= scoreThreshold) {
                kept[claim.image()]++;
                hits[claim.image()] += claim.hit() ? 1 : 0;
            }
        }
        return IntStream.range(0, positives.length)
                .mapToObj(image ->
                        new MatchCounts(hits[image], kept[image] - hits[image], positives[image] - hits[image]))
                .toList();
    }

    /** Of all claims within the cap. */
    MatchCounts counts(int[] weights, int maxDetections) {
        long hits = 0;
        long falseAlarms = 0;
        for (Claim claim : claims) {
            if (claim.rank() < maxDetections) {
                hits += claim.hit() ? weights[claim.image()] : 0;
                falseAlarms += claim.hit() ? 0 : weights[claim.image()];
            }
        }
        return new MatchCounts(hits, falseAlarms, positives(weights) - hits);
    }

    /** COCO's average precision; empty where there is no true box. */
    OptionalDouble averagePrecision(int[] weights, int maxDetections) {
        double[] precision = interpolatedPrecision(weights, maxDetections);
        double sum = 0;
        for (double value : precision) {
            sum += value;
        }
        return precision.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / precision.length);
    }

    /**
     * The best precision at each of COCO's 101 recall values or beyond, 0 where that recall is not reached; empty where there is no
     * true box.
     */
    double[] interpolatedPrecision(int[] weights, int maxDetections) {
        long truth = positives(weights);
        if (truth == 0) {
            return new double[0];
        }
        double[] precision = new double[claims.size()];
        double[] recall = new double[claims.size()];
        int ranks = 0;
        long hits = 0;
        long seen = 0;
        for (Claim claim : claims) {
            int weight = claim.rank() < maxDetections ? weights[claim.image()] : 0;
            if (weight > 0) {
                hits += claim.hit() ? weight : 0;
                seen += weight;
                precision[ranks] = (double) hits / seen;
                recall[ranks] = (double) hits / truth;
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
