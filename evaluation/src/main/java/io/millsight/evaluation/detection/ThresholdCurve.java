package io.millsight.evaluation.detection;

import io.millsight.evaluation.detection.RankedPredictions.Claim;
import io.millsight.evaluation.statistics.MatchCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Precision, recall and F1 at one overlap threshold as the score threshold falls. Matching goes by descending score, so dropping the
 * claims below a threshold leaves the other matches as they are: one matching serves all thresholds.
 */
public final class ThresholdCurve {

    /** The counts when claims of at least this score are kept. */
    public record Point(double scoreThreshold, MatchCounts counts) {}

    private final List<RankedPredictions> byType;
    private final RankedPredictions all;

    /**
     * Matches all claims, once.
     *
     * @param types number of types
     * @param minimalIou at least this overlap makes a match
     */
    public ThresholdCurve(int types, List<ImageBoxes> images, double minimalIou) {
        byType = IntStream.range(0, types)
                .mapToObj(type -> RankedPredictions.match(images, type, minimalIou, box -> true, Integer.MAX_VALUE))
                .toList();
        int[] positives = images.stream().mapToInt(ImageBoxes::positives).toArray();
        all = new RankedPredictions(
                byType.stream().flatMap(claims -> claims.claims().stream()).toList(), positives);
    }

    /** One point for each different score, highest first, over all types together. */
    public List<Point> points(int[] weights) {
        return points(all, weights);
    }

    /** One point for each different score of this type, highest first. */
    public List<Point> points(int type, int[] weights) {
        return points(byType.get(type), weights);
    }

    /** The counts when claims of at least this score are kept, over all types together. */
    public MatchCounts at(double scoreThreshold, int[] weights) {
        return at(all, scoreThreshold, weights);
    }

    /** The counts of one type when claims of at least this score are kept. */
    public MatchCounts at(int type, double scoreThreshold, int[] weights) {
        return at(byType.get(type), scoreThreshold, weights);
    }

    /** The counts of each image when claims of at least this score are kept, over all types together. */
    public List<MatchCounts> perImage(double scoreThreshold) {
        return all.perImage(scoreThreshold);
    }

    /** The point with the highest F1 over all types together, of equal ones that of the highest threshold; empty without claims. */
    public Optional<Point> best(int[] weights) {
        return best(points(weights));
    }

    /** The point with the highest F1 of one type, of equal ones that of the highest threshold; empty without claims. */
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

    /** The claims of all types, best first. */
    List<Claim> claims() {
        return all.claims();
    }

    private static MatchCounts at(RankedPredictions claims, double scoreThreshold, int[] weights) {
        long hits = 0;
        long kept = 0;
        for (Claim claim : claims.claims()) {
            if (claim.score() >= scoreThreshold) {
                kept += weights[claim.image()];
                hits += claim.hit() ? weights[claim.image()] : 0;
            }
        }
        return new MatchCounts(hits, kept - hits, claims.positives(weights) - hits);
    }

    private static List<Point> points(RankedPredictions ranked, int[] weights) {
        List<Claim> claims = ranked.claims();
        long positives = ranked.positives(weights);
        List<Point> points = new ArrayList<>();
        long hits = 0;
        long kept = 0;
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            kept += weights[claim.image()];
            hits += claim.hit() ? weights[claim.image()] : 0;
            boolean lastOfItsScore = i + 1 == claims.size() || claims.get(i + 1).score() < claim.score();
            if (lastOfItsScore && kept > 0) {
                points.add(new Point(claim.score(), new MatchCounts(hits, kept - hits, positives - hits)));
            }
        }
        return points;
    }
}
