package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
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
    private static final List<Measure> KEY_FIGURES = List.of(
            Measure.TYPE_ACCURACY,
            Measure.AP50,
            Measure.AP,
            Measure.F1,
            Measure.BLEU_4,
            Measure.ROUGE_L,
            Measure.CIDER,
            Measure.SECONDS_PER_IMAGE);

    /** What a production line asks: defects that pass, and false alarms. */
    private static final List<Measure> LINE_FIGURES = List.of(
            Measure.RECALL,
            Measure.FALSE_ALARMS_PER_IMAGE,
            Measure.ESCAPE_RATE,
            Measure.OVERKILL_RATE,
            Measure.RECALL_FPPI_0_1,
            Measure.RECALL_FPPI_0_5,
            Measure.RECALL_FPPI_1,
            Measure.RECALL_FPPI_2);

    /** The differences that are tested. Time is not tested, because it depends on what else the machine does. */
    private static final List<Measure> CHANCES = Stream.of(KEY_FIGURES, LINE_FIGURES)
            .flatMap(List::stream)
            .filter(measure -> measure != Measure.SECONDS_PER_IMAGE)
            .toList();

    private static final List<CostColumn> KEY_COSTS = List.of(
            CostColumn.TRAINABLE_PARAMETERS,
            CostColumn.ALL_PARAMETERS,
            CostColumn.TRAINING_TIME,
            CostColumn.TRAINING_MEMORY);

    private ComparisonTables() {}

    /** Returns all tables as Markdown, with one column per model. */
    public static String toMarkdown(Comparison comparison) {
        return Stream.of(
                        keyFigures(comparison).transposed(),
                        lineFigures(comparison).transposed(),
                        chances(comparison).transposed(),
                        costs(comparison).transposed(),
                        everything(comparison))
                .map(ReportTable::toMarkdown)
                .collect(Collectors.joining("\n"));
    }

    /** Returns the key figures and the costs with one row per model. The best value of each column is marked. */
    static ReportTable keyFigures(Comparison comparison) {
        List<TableCell> header = header(KEY_FIGURES);
        KEY_COSTS.forEach(cost -> header.add(TableCell.text(cost.label())));
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            List<TableCell> row = row(comparison, compared, KEY_FIGURES);
            KEY_COSTS.forEach(cost -> row.add(cost.of(compared.cost())));
            rows.add(row);
        }
        return new ReportTable("Key figures", header, rows, notes(comparison));
    }

    /** Returns missed defects and false alarms: at the score threshold, and at fixed numbers of false alarms. */
    static ReportTable lineFigures(Comparison comparison) {
        List<TableCell> header = header(LINE_FIGURES);
        header.add(1, TableCell.text("Score threshold"));
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            List<TableCell> row = row(comparison, compared, LINE_FIGURES);
            row.add(1, TableCell.number(compared.evaluation().settings().scoreThreshold()));
            rows.add(row);
        }
        List<String> notes = List.of(
                "Recall, false alarms, escapes and overkill are measured at each model's own score threshold.",
                "The other recalls are those at the lowest threshold with at most so many false alarms per image, which a"
                        + " production line can choose. A model that never raises so many has the recall of all its boxes.");
        return new ReportTable("Missed defects and false alarms", header, rows, notes);
    }

    private static List<TableCell> header(List<Measure> measures) {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("Model")));
        measures.forEach(measure -> header.add(TableCell.text(shortLabel(measure))));
        return header;
    }

    private static List<TableCell> row(Comparison comparison, ComparedModel compared, List<Measure> measures) {
        List<TableCell> row = new ArrayList<>(List.of(TableCell.name(compared.name())));
        measures.forEach(measure -> row.add(withChance(comparison, compared, measure)));
        return row;
    }

    /** Returns a value with its interval and, if the difference to the first model is tested, its p-value. */
    private static TableCell withChance(Comparison comparison, ComparedModel compared, Measure measure) {
        TableCell cell = cell(comparison, compared, measure);
        OptionalDouble p = CHANCES.contains(measure) ? comparison.pValue(measure, compared) : OptionalDouble.empty();
        return p.isEmpty() ? cell : cell.withFurtherDetail("p " + p(p.getAsDouble()));
    }

    /** Returns how likely a difference to the first model as large as the measured one is by chance. */
    static ReportTable chances(Comparison comparison) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : others(comparison)) {
            List<TableCell> row = new ArrayList<>(List.of(TableCell.name(compared.name())));
            CHANCES.forEach(measure -> row.add(chance(comparison, compared, measure)));
            rows.add(row);
        }
        return new ReportTable(
                "p: difference to " + first(comparison).name(), header(CHANCES), rows, chanceNotes(comparison));
    }

    /** Returns what the models cost, with one row per model. */
    static ReportTable costs(Comparison comparison) {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("Model")));
        List.of(CostColumn.values()).forEach(cost -> header.add(TableCell.text(cost.label())));
        header.add(TableCell.text("Seconds per image, p50 / p95"));
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            List<TableCell> row = new ArrayList<>(List.of(TableCell.name(compared.name())));
            List.of(CostColumn.values()).forEach(cost -> row.add(cost.of(compared.cost())));
            row.add(TableCell.text(latency(compared)));
            rows.add(row);
        }
        List<String> notes = List.of(
                "Peak memory is that of describing, training time and memory are those of the training; – where it is not"
                        + " known.");
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

    /** Returns the name of a measure without its explanation. */
    static String shortLabel(Measure measure) {
        return switch (measure) {
            case AP50 -> "mAP50";
            case AP -> "mAP50-95";
            default -> measure.label().split(":", 2)[0];
        };
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
        notes.add(
                "Below a value: its 95 % interval over groups of near-duplicate images, and p, the probability that chance"
                        + " alone makes a difference to "
                        + MessageText.excerpt(first(comparison).name())
                        + " as large as this one. Marked: the best value.");
        if (comparison.hasDetector()) {
            notes.add(
                    "mAP of a detector ranks every box that it finds, also those below its score threshold. mAP of a language"
                            + " model ranks the boxes of its answer; “AP50 of all candidates” also ranks those that its views"
                            + " rejected. All other figures are about reported boxes. A detector's text is the report sentence"
                            + " about its reported boxes.");
        }
        first(comparison).evaluation().whyNoIntervals().ifPresent(notes::add);
        if (comparison.mixesScores()) {
            notes.add(
                    "Average precisions under different kinds of box scores cannot be compared if one kind is constant and"
                            + " so ranks nothing. Marked is the best of the models that can be compared with the first one.");
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

    /** Returns the models whose values can be compared with the first one's. */
    static List<ComparedModel> comparable(Comparison comparison, Measure measure) {
        return comparison.models().stream()
                .filter(model -> comparison.isComparable(measure, model))
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
        for (CostColumn cost : CostColumn.values()) {
            rows.add(List.of(
                    TableCell.name(compared.name()),
                    TableCell.text(cost.key()),
                    cost.of(compared.cost()),
                    TableCell.absent(),
                    TableCell.absent(),
                    TableCell.absent()));
        }
    }
}
