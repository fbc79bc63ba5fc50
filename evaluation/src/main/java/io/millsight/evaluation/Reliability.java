package io.millsight.evaluation;

import io.millsight.files.MessageText;
import java.util.Locale;

/**
 * How far the figures of an evaluation can be trusted, by the number of independent images alone.
 *
 * @param groups number of groups of images; images of one group show the same steel
 * @param points half width of the 95 % interval of the type accuracy in percentage points, or the rule of three if that
 *     is larger: after n independent images without an error, up to 3 / n errors are still likely
 */
public record Reliability(int groups, double points) {

    /** With a larger uncertainty, two models can hardly be told apart. */
    private static final double USEFUL_POINTS = 10;

    private static final double PERCENT = 100;

    private static final double RULE_OF_THREE = 3;

    /** Judges an evaluation. */
    public static Reliability of(Evaluation evaluation) {
        int groups = evaluation.groups();
        double ofInterval = evaluation.estimate(Measure.TYPE_ACCURACY) instanceof Estimate.Known known
                ? known.interval()
                        .map(interval -> (interval.high() - interval.low()) / 2)
                        .orElse(1.0)
                : 1;
        double ofNumber = groups == 0 ? 1 : Math.min(1, RULE_OF_THREE / groups);
        return new Reliability(groups, PERCENT * Math.max(ofInterval, ofNumber));
    }

    /** Returns whether there are enough images to rely on the figures. */
    public boolean isEnough() {
        return points <= USEFUL_POINTS;
    }

    /** Returns one sentence for people. */
    public String words() {
        String independent = MessageText.count(groups, "independent group");
        return isEnough()
                ? String.format(Locale.ROOT, "%s: shares are uncertain by ±%.0f points.", independent, points)
                : String.format(
                        Locale.ROOT, "Too few images to rely on: %s, uncertain by ±%.0f points.", independent, points);
    }
}
