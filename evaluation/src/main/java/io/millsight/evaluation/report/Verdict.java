package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ImageResult;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.evaluation.statistics.WilsonInterval;
import io.millsight.files.MessageText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says in two sentences how good a model is, and how sure that is. */
public final class Verdict {

    private static final int PERCENT = 100;

    /** From this uncertainty on, in percentage points, one image more or less changes the picture. */
    private static final int TOO_UNSURE = 15;

    private final Evaluation evaluation;
    private final long judged;
    private final long right;

    public Verdict(Evaluation evaluation) {
        this.evaluation = evaluation;
        List<ImageResult> results = evaluation.perImage().stream()
                .filter(result -> !result.image().image().hasOnlyIgnoredDefects())
                .toList();
        this.judged = results.size();
        this.right = results.stream().filter(ImageResult::typeCorrect).count();
    }

    /** Returns the first sentence, for example {@code 4 of 5 images right; too few images to trust: ±30 points}. */
    public String sentence() {
        return judged == 0 ? "No image can be judged" : rightImages() + "; " + certainty();
    }

    /** Returns how many images are right, for example {@code 4 of 5 images right}. */
    public String rightImages() {
        return right + " of " + MessageText.count(judged, "image") + " right";
    }

    /** Returns how sure the share of right images is. */
    private String certainty() {
        int points = uncertainty();
        return points >= TOO_UNSURE
                ? "too few images to trust: ±" + points + " points"
                : "trust it to ±" + points + (points == 1 ? " percentage point" : " percentage points");
    }

    /**
     * Returns half the width of the 95 % interval of type accuracy in percentage points: that of the bootstrap or
     * Wilson's over the groups of images, whichever is wider. The bootstrap alone has no width if all images agree.
     */
    int uncertainty() {
        double share = (double) right / Math.max(1, judged);
        double wilson = halfWidth(WilsonInterval.of(share, Math.max(1, evaluation.groups())));
        double bootstrap = interval().map(Verdict::halfWidth).orElse(0.0);
        return (int) Math.round(PERCENT * Math.max(wilson, bootstrap));
    }

    private Optional<ConfidenceInterval> interval() {
        return evaluation.estimate(Measure.TYPE_ACCURACY) instanceof Estimate.Known known
                ? known.interval()
                : Optional.empty();
    }

    private static double halfWidth(ConfidenceInterval interval) {
        return (interval.high() - interval.low()) / 2;
    }

    /** Returns what the model finds, misses and invents. */
    public String finding() {
        List<String> parts = new ArrayList<>();
        evaluation
                .estimate(Measure.RECALL)
                .asOptional()
                .ifPresent(recall -> parts.add("The model finds " + percent(recall) + " of the annotated boxes"));
        evaluation
                .estimate(Measure.FALSE_ALARMS_PER_IMAGE)
                .asOptional()
                .ifPresent(alarms -> parts.add((parts.isEmpty() ? "The model raises " : "raises ")
                        + TableCell.shown(alarms) + " false alarms per image"));
        String boxes = parts.isEmpty() ? "" : String.join(" and ", parts) + ". ";
        return (boxes + surfaces()).strip();
    }

    private String surfaces() {
        CleanOrDefective.Point point = evaluation.cleanOrDefective();
        List<String> parts = new ArrayList<>();
        if (point.defectiveImages() > 0) {
            parts.add("%d of %s called clean"
                    .formatted(point.escapes(), MessageText.count(point.defectiveImages(), "defective image")));
        }
        if (point.cleanImages() > 0) {
            parts.add("%d of %s called defective"
                    .formatted(point.overkills(), MessageText.count(point.cleanImages(), "clean image")));
        }
        if (point.undetermined() > 0) {
            parts.add("%s without a verdict".formatted(MessageText.count(point.undetermined(), "image")));
        }
        if (point.cleanImages() == 0) {
            parts.add("no clean image to judge overkill by");
        }
        String joined = String.join(", ", parts);
        return Character.toUpperCase(joined.charAt(0)) + joined.substring(1) + ".";
    }

    private static String percent(double share) {
        return Math.round(PERCENT * share) + " %";
    }
}
