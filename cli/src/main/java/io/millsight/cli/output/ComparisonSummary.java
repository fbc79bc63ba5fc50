package io.millsight.cli.output;

import io.millsight.cli.terminal.Table;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.Reliability;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.files.MessageText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The small table about a comparison that a person reads first. All other figures are in the files. */
public final class ComparisonSummary {

    private static final List<Measure> SHOWN =
            List.of(Measure.TYPE_ACCURACY, Measure.AP50, Measure.F1, Measure.ESCAPE_RATE, Measure.OVERKILL_RATE);
    private static final int LONGEST_NAME = 24;

    private final Comparison comparison;

    /** Sums up a comparison. */
    public ComparisonSummary(Comparison comparison) {
        this.comparison = comparison;
    }

    /** Prints a row per model; the best value of each column has a star. */
    public void print(PrintWriter out) {
        Evaluation first = comparison.models().get(0).evaluation();
        out.println(MessageText.printable(first.input().split().dataset() + "/"
                        + first.input().split().name())
                + ": " + MessageText.count(first.input().images().size(), "image") + "; * = best of its column");
        Table table = new Table(List.of("model", "types", "mAP50", "F1", "escapes", "overkill", "p"));
        for (ComparedModel model : comparison.models()) {
            List<String> row = new ArrayList<>(List.of(name(model)));
            SHOWN.forEach(measure -> row.add(cell(model, measure)));
            row.add(pValue(model));
            table.add(row);
        }
        table.print(out);
        out.println("types = type accuracy; p = probability that the difference in F1 to the first");
        out.printf(
                Locale.ROOT,
                "model is chance, at least %.2g with %s.%n",
                first.smallestPValue(),
                MessageText.count(first.groups(), "group of images", "groups of images"));
        out.println(Reliability.of(first).words());
    }

    private static String name(ComparedModel model) {
        String name = MessageText.excerpt(model.evaluation().input().model());
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private String cell(ComparedModel model, Measure measure) {
        return (isBest(model, measure) ? "*" : "")
                + EvaluationSummary.shown(model.evaluation().estimate(measure));
    }

    /** A value is best only if another one is worse. Constant scores rank nothing, so their average precision is never best. */
    private boolean isBest(ComparedModel model, Measure measure) {
        OptionalDouble value = model.evaluation().estimate(measure).asOptional();
        List<ComparedModel> comparable = comparison.models().stream()
                .filter(other -> !measure.dependsOnScores() || scores(other).isComparable(scores(model)))
                .toList();
        double sign = measure.better() == Measure.Better.LOWER ? -1 : 1;
        double[] all = comparable.stream()
                .map(other -> other.evaluation().estimate(measure).asOptional())
                .flatMapToDouble(OptionalDouble::stream)
                .map(number -> sign * number)
                .sorted()
                .toArray();
        return value.isPresent() && sign * value.getAsDouble() == all[all.length - 1] && all[0] < all[all.length - 1];
    }

    private static ScoreMode scores(ComparedModel model) {
        return model.evaluation().input().scoreMode();
    }

    private String pValue(ComparedModel model) {
        OptionalDouble p = comparison.pValue(Measure.F1, model);
        return p.isPresent() ? String.format(Locale.ROOT, "%.3f", p.getAsDouble()) : "–";
    }
}
