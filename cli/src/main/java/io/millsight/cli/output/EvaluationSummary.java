package io.millsight.cli.output;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.Reliability;
import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The few lines about an evaluation that a person reads first. All other figures are in the tables. */
public final class EvaluationSummary {

    private final Evaluation evaluation;
    private final @Nullable Evaluation before;

    /**
     * Sums up an evaluation.
     *
     * @param before the model without its adapter; null if it was not evaluated
     */
    public EvaluationSummary(Evaluation evaluation, @Nullable Evaluation before) {
        this.evaluation = evaluation;
        this.before = before;
    }

    /** Prints at most eight lines of at most 80 columns, apart from long names. */
    public void print(PrintWriter out) {
        out.println(heading());
        line(out, "type accuracy", withBefore(Measure.TYPE_ACCURACY));
        line(out, "mAP50", withBefore(Measure.AP50));
        line(
                out,
                "F1",
                withBefore(Measure.F1) + ", precision " + value(Measure.PRECISION) + ", recall "
                        + value(Measure.RECALL));
        line(out, "escapes", escapes());
        line(out, "overkill", overkill());
        line(out, "time", time());
        out.println(Reliability.of(evaluation).words());
    }

    private String heading() {
        CleanOrDefective.Point images = evaluation.cleanOrDefective();
        return MessageText.excerpt(evaluation.input().model()) + " on "
                + MessageText.printable(evaluation.input().split().dataset() + "/"
                        + evaluation.input().split().name())
                + ": " + MessageText.count(images.images(), "image") + ", " + images.defectiveImages()
                + " with defects, " + images.cleanImages() + " clean";
    }

    private static void line(PrintWriter out, String name, String text) {
        out.printf(Locale.ROOT, "  %-14s %s%n", name, text);
    }

    private String escapes() {
        CleanOrDefective.Point images = evaluation.cleanOrDefective();
        String undetermined = images.undetermined() == 0 ? "" : "; " + images.undetermined() + " undetermined";
        return images.defectiveImages() == 0
                ? "not measurable: no images with defects" + undetermined
                : images.escapes() + " of " + MessageText.count(images.defectiveImages(), "defective image")
                        + " called clean" + undetermined;
    }

    private String overkill() {
        CleanOrDefective.Point images = evaluation.cleanOrDefective();
        String falseAlarms = value(Measure.FALSE_ALARMS_PER_IMAGE) + " false alarms per image";
        return images.cleanImages() == 0
                ? "not measurable: no clean images; " + falseAlarms
                : images.overkills() + " of " + MessageText.count(images.cleanImages(), "clean image")
                        + " called defective; " + falseAlarms;
    }

    private String time() {
        double threshold = evaluation.settings().scoreThreshold();
        return value(Measure.SECONDS_PER_IMAGE) + " s per image"
                + (threshold == 0 ? "" : String.format(Locale.ROOT, "; score threshold %.3g", threshold));
    }

    private String withBefore(Measure measure) {
        String former = before == null ? "" : ", before tuning " + shown(before.estimate(measure));
        return value(measure) + interval(measure) + former;
    }

    private String value(Measure measure) {
        return shown(evaluation.estimate(measure));
    }

    private String interval(Measure measure) {
        return evaluation.estimate(measure) instanceof Estimate.Known known
                ? known.interval().map(EvaluationSummary::shown).orElse("")
                : "";
    }

    private static String shown(ConfidenceInterval interval) {
        return String.format(Locale.ROOT, " (%.2f–%.2f)", interval.low(), interval.high());
    }

    /** Returns a number with two decimals; a dash for none. */
    static String shown(Estimate estimate) {
        return estimate instanceof Estimate.Known known ? String.format(Locale.ROOT, "%.2f", known.value()) : "–";
    }
}
