package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables of a comparison. Tables for people have one row or one column per model; tables for programs have one row per
 * model and measure.
 */
public final class ComparisonTables {

    /** The few measures that most readers need. */
    static final List<Measure> KEY_FIGURES = List.of(
            Measure.TYPE_ACCURACY,
            Measure.AP50,
            Measure.F1,
            Measure.RECALL,
            Measure.FALSE_ALARMS_PER_IMAGE,
            Measure.ESCAPE_RATE,
            Measure.OVERKILL_RATE);

    private static final double GIB = 1L << 30;

    private ComparisonTables() {}

    /** Returns all tables as Markdown, with one column per model. */
    public static String toMarkdown(Comparison comparison) {
        return Stream.of(
                        keyFigures(comparison).transposed(),
                        chances(comparison).transposed(),
                        costs(comparison).transposed(),
                        everything(comparison))
                .map(ReportTable::toMarkdown)
                .collect(Collectors.joining("\n"));
    }

    /** Returns the key figures with one row per model. The best value of each column is marked. */
    static ReportTable keyFigures(Comparison comparison) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            List<TableCell> row = new ArrayList<>(List.of(TableCell.name(compared.name())));
            KEY_FIGURES.forEach(measure -> row.add(cell(comparison, compared, measure)));
            rows.add(row);
        }
        return new ReportTable("Key figures", header(), rows, notes(comparison));
    }

    /** Returns how likely a difference to the first model as large as the measured one is by chance. */
    static ReportTable chances(Comparison comparison) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : others(comparison)) {
            List<TableCell> row = new ArrayList<>(List.of(TableCell.name(compared.name())));
            KEY_FIGURES.forEach(measure -> row.add(chance(comparison, compared, measure)));
            rows.add(row);
        }
        return new ReportTable("p: difference to " + first(comparison).name(), header(), rows, chanceNotes(comparison));
    }

    /** Returns what the models cost, with one row per model. */
    static ReportTable costs(Comparison comparison) {
        List<TableCell> header = Stream.of(
                        "Model", "Trainable parameters", "Training time", "Peak memory", "Seconds per image, p50 / p95")
                .map(TableCell::text)
                .toList();
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            rows.add(List.of(
                    TableCell.name(compared.name()),
                    TableCell.text(parameters(compared.cost())),
                    TableCell.text(trainingTime(compared.cost())),
                    TableCell.text(peakMemory(compared.cost())),
                    TableCell.text(latency(compared))));
        }
        List<String> notes =
                List.of("Peak memory is that of describing, time is that of training; – where it is not known.");
        return new ReportTable("Costs", header, rows, notes);
    }

    /** Returns all measures with one column per model. */
    static ReportTable everything(Comparison comparison) {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("Measure")));
        comparison.models().forEach(compared -> header.add(TableCell.name(compared.name())));
        List<List<TableCell>> rows = new ArrayList<>();
        List<TableCell> scores = new ArrayList<>(List.of(TableCell.text("Box scores")));
        comparison
                .models()
                .forEach(compared -> scores.add(
                        TableCell.text(compared.evaluation().input().scoreMode().key())));
        rows.add(scores);
        for (Measure measure : Measure.values()) {
            List<TableCell> row = new ArrayList<>(List.of(TableCell.text(measure.label())));
            comparison.models().forEach(compared -> row.add(cell(comparison, compared, measure)));
            rows.add(row);
        }
        return new ReportTable("All measures", header, rows);
    }

    private static List<TableCell> header() {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("Model")));
        KEY_FIGURES.forEach(measure -> header.add(TableCell.text(shortLabel(measure))));
        return header;
    }

    /** Returns the name of a measure without its explanation. */
    static String shortLabel(Measure measure) {
        return measure == Measure.AP50 ? "mAP50" : measure.label().split(":", 2)[0];
    }

    /** Returns one row per model and measure, with exact numbers. */
    public static ReportTable forPrograms(Comparison comparison) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            addCosts(rows, compared);
            for (Measure measure : Measure.values()) {
                Estimate estimate = compared.evaluation().estimate(measure);
                rows.add(List.of(
                        TableCell.name(compared.name()),
                        TableCell.text(measure.key()),
                        TableCell.number(estimate.asOptional()),
                        end(estimate, ConfidenceInterval::low),
                        end(estimate, ConfidenceInterval::high),
                        TableCell.number(comparison.pValue(measure, compared))));
            }
        }
        for (PublishedResult published :
                PublishedResult.about(first(comparison).evaluation().input().types())) {
            addPublished(rows, published);
        }
        return new ReportTable(
                "Models on " + first(comparison).evaluation().input().split(),
                TableCell.names("model", "measure", "value", "low", "high", "p_value"),
                rows);
    }

    private static void addPublished(List<List<TableCell>> rows, PublishedResult published) {
        for (Measure measure : Measure.values()) {
            Double value = published.values().get(measure);
            if (value != null) {
                rows.add(List.of(
                        TableCell.text(published.label()),
                        TableCell.text(measure.key()),
                        TableCell.number(value),
                        TableCell.absent(),
                        TableCell.absent(),
                        TableCell.absent()));
            }
        }
    }

    private static List<String> notes(Comparison comparison) {
        List<String> notes = new ArrayList<>();
        notes.add("Split: " + first(comparison).evaluation().input().split() + ".");
        notes.add("In brackets: the 95 % interval over groups of near-duplicate images. Marked: the best value.");
        first(comparison).evaluation().whyNoIntervals().ifPresent(notes::add);
        if (comparison.mixesScoreModes()) {
            notes.add(
                    "Average precisions under different kinds of box scores cannot be compared. Marked is the best of the"
                            + " models with "
                            + first(comparison).evaluation().input().scoreMode().key() + " scores.");
        }
        return notes;
    }

    private static List<String> chanceNotes(Comparison comparison) {
        int groups = first(comparison).evaluation().groups();
        return List.of(
                "p is the probability that chance alone makes a difference as large as the measured one (paired permutation"
                        + " test over groups of near-duplicate images; not corrected for the number of comparisons).",
                groups < 2
                        ? "No p: it needs at least 2 groups of images."
                        : "With " + groups + " groups of images, p cannot be below "
                                + p(first(comparison).evaluation().smallestPValue()) + ".");
    }

    /** Returns a value with its interval, marked if it is the best of all models. */
    private static TableCell cell(Comparison comparison, ComparedModel compared, Measure measure) {
        TableCell cell = TableCell.estimate(compared.evaluation().estimate(measure));
        return isBest(comparison, compared, measure) ? cell.asBest() : cell;
    }

    /** Returns whether no model is better, and at least one is worse. */
    static boolean isBest(Comparison comparison, ComparedModel compared, Measure measure) {
        OptionalDouble value = compared.evaluation().estimate(measure).asOptional();
        List<ComparedModel> comparable = comparable(comparison, measure);
        if (value.isEmpty() || !comparable.contains(compared) || measure.better() == Measure.Better.NEITHER) {
            return false;
        }
        double sign = measure.better() == Measure.Better.HIGHER ? 1 : -1;
        List<Double> leads = comparable.stream()
                .flatMapToDouble(model -> model.evaluation().estimate(measure).asOptional().stream())
                .mapToObj(other -> sign * (value.getAsDouble() - other))
                .toList();
        return leads.stream().allMatch(lead -> lead >= 0) && leads.stream().anyMatch(lead -> lead > 0);
    }

    /** Returns the models whose values can be compared: for average precision, those with the first one's kind of scores. */
    static List<ComparedModel> comparable(Comparison comparison, Measure measure) {
        ScoreMode mode = first(comparison).evaluation().input().scoreMode();
        return comparison.models().stream()
                .filter(model ->
                        !measure.dependsOnScores() || model.evaluation().input().scoreMode() == mode)
                .toList();
    }

    static ComparedModel first(Comparison comparison) {
        return comparison.models().get(0);
    }

    private static List<ComparedModel> others(Comparison comparison) {
        return comparison.models().subList(1, comparison.models().size());
    }

    private static String latency(ComparedModel compared) {
        return Stream.of(Measure.SECONDS_P50, Measure.SECONDS_P95)
                .map(measure -> TableCell.number(
                                compared.evaluation().estimate(measure).asOptional())
                        .shown())
                .collect(Collectors.joining(" / "));
    }

    private static TableCell chance(Comparison comparison, ComparedModel compared, Measure measure) {
        OptionalDouble value = comparison.pValue(measure, compared);
        return value.isPresent()
                ? TableCell.number(value.getAsDouble()).withShown(p(value.getAsDouble()))
                : TableCell.absent();
    }

    /** Formats a p-value with three decimals, and a smaller one with its first digit. */
    private static String p(double value) {
        return String.format(Locale.ROOT, value < 0.0005 ? "%.1g" : "%.3f", value);
    }

    private static TableCell end(Estimate estimate, Function<ConfidenceInterval, Double> end) {
        return SummaryTable.interval(estimate)
                .map(range -> TableCell.number(end.apply(range)))
                .orElseGet(TableCell::absent);
    }

    private static void addCosts(List<List<TableCell>> rows, ComparedModel compared) {
        ModelCost cost = compared.cost();
        Long parameters = cost.trainableParameters();
        Duration time = cost.trainingTime();
        Long memory = cost.peakMemory();
        rows.add(cost(
                compared,
                "trainable_parameters",
                parameters == null ? TableCell.absent() : TableCell.count(parameters)));
        rows.add(cost(
                compared, "training_seconds", time == null ? TableCell.absent() : TableCell.count(time.toSeconds())));
        rows.add(cost(compared, "peak_memory_bytes", memory == null ? TableCell.absent() : TableCell.count(memory)));
    }

    private static List<TableCell> cost(ComparedModel compared, String key, TableCell value) {
        return List.of(
                TableCell.name(compared.name()),
                TableCell.text(key),
                value,
                TableCell.absent(),
                TableCell.absent(),
                TableCell.absent());
    }

    private static String parameters(ModelCost cost) {
        Long parameters = cost.trainableParameters();
        return parameters == null ? TableCell.absent().shown() : String.format(Locale.ROOT, "%,d", parameters);
    }

    private static String trainingTime(ModelCost cost) {
        Duration time = cost.trainingTime();
        return time == null
                ? TableCell.absent().shown()
                : String.format(
                        Locale.ROOT, "%d:%02d:%02d h", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }

    private static String peakMemory(ModelCost cost) {
        Long memory = cost.peakMemory();
        return memory == null ? TableCell.absent().shown() : String.format(Locale.ROOT, "%.1f GiB", memory / GIB);
    }
}
