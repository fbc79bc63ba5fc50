package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.AtomicFile;
import io.millsight.files.ListedFiles;
import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a comparison. Tables for people have one column per model; tables for programs have one row per model and
 * measure.
 */
public final class ComparisonTables {

    /** Names of the files that a comparison writes. */
    public static final ListedFiles FILES =
            new ListedFiles("millsight compare", Pattern.compile("comparison\\.(md|csv|html)"));

    private static final double GIB = 1L << 30;

    private static final List<Measure> HEADLINES = List.of(
            Measure.TYPE_ACCURACY,
            Measure.F1,
            Measure.AP50,
            Measure.AP50_ALL_CANDIDATES,
            Measure.AREA_IOU,
            Measure.BLEU_4,
            Measure.ROUGE_L,
            Measure.CIDER,
            Measure.PARSE_FAILURES);

    private ComparisonTables() {}

    /**
     * Returns the tables of the console, which are also written as Markdown and HTML: one with a row per model, one
     * with a row per measure.
     */
    public static List<ReportTable> forPeople(Comparison comparison) {
        return List.of(headlines(comparison), everything(comparison));
    }

    /** Returns the tables of {@link #forPeople} as Markdown. */
    public static String toMarkdown(Comparison comparison) {
        return forPeople(comparison).stream().map(ReportTable::toMarkdown).collect(Collectors.joining("\n"));
    }

    private static ReportTable headlines(Comparison comparison) {
        List<TableCell> header = new ArrayList<>(Stream.of(
                        "Model", "Trainable parameters", "Training time", "Peak memory", "Seconds per image, p50 / p95")
                .map(TableCell::text)
                .toList());
        HEADLINES.forEach(measure -> header.add(TableCell.text(measure.label())));
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            List<TableCell> row = new ArrayList<>();
            row.add(TableCell.name(compared.evaluation().input().model()));
            row.add(TableCell.text(parameters(compared.cost())));
            row.add(TableCell.text(trainingTime(compared.cost())));
            row.add(TableCell.text(peakMemory(compared.cost())));
            row.add(TableCell.text(latency(compared)));
            HEADLINES.forEach(measure -> row.add(TableCell.text(shown(comparison, compared, measure))));
            rows.add(row);
        }
        List<TableCell> published =
                new ArrayList<>(List.of(TableCell.text(PublishedResult.PAPER.label() + ", on other images")));
        TableCell unknown = TableCell.text(TableCell.absent().shown());
        published.addAll(Collections.nCopies(header.size() - 1 - HEADLINES.size(), unknown));
        HEADLINES.forEach(measure -> published.add(TableCell.text(published(measure))));
        rows.add(published);
        return new ReportTable("Models on " + split(comparison), header, rows, notes(comparison));
    }

    private static ReportTable everything(Comparison comparison) {
        List<TableCell> header = new ArrayList<>(List.of(TableCell.text("")));
        comparison
                .models()
                .forEach(compared ->
                        header.add(TableCell.name(compared.evaluation().input().model())));
        header.add(TableCell.text(PublishedResult.PAPER.label()));
        List<List<TableCell>> rows = new ArrayList<>();
        rows.add(row(
                "Box scores",
                comparison,
                compared -> compared.evaluation().input().scoreMode().key(),
                TableCell.absent().shown()));
        rows.add(row(
                "Trainable parameters",
                comparison,
                compared -> parameters(compared.cost()),
                TableCell.absent().shown()));
        rows.add(row(
                "Training time",
                comparison,
                compared -> trainingTime(compared.cost()),
                TableCell.absent().shown()));
        rows.add(row(
                "Peak memory",
                comparison,
                compared -> peakMemory(compared.cost()),
                TableCell.absent().shown()));
        for (Measure measure : Measure.values()) {
            rows.add(row(
                    measure.label(), comparison, compared -> shown(comparison, compared, measure), published(measure)));
        }
        return new ReportTable("All measures", header, rows);
    }

    /** Returns one row per model and measure, with exact numbers. */
    public static ReportTable forPrograms(Comparison comparison) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (ComparedModel compared : comparison.models()) {
            addCosts(rows, compared);
            for (Measure measure : Measure.values()) {
                Estimate estimate = compared.evaluation().estimate(measure);
                rows.add(List.of(
                        TableCell.name(compared.evaluation().input().model()),
                        TableCell.text(measure.key()),
                        TableCell.number(estimate.asOptional()),
                        end(estimate, ConfidenceInterval::low),
                        end(estimate, ConfidenceInterval::high),
                        TableCell.number(comparison.pValue(measure, compared))));
            }
        }
        for (Measure measure : Measure.values()) {
            Double value = PublishedResult.PAPER.values().get(measure);
            if (value != null) {
                rows.add(List.of(
                        TableCell.text(PublishedResult.PAPER.label()),
                        TableCell.text(measure.key()),
                        TableCell.number(value),
                        TableCell.absent(),
                        TableCell.absent(),
                        TableCell.absent()));
            }
        }
        return new ReportTable(
                "Models on " + split(comparison),
                TableCell.names("model", "measure", "value", "low", "high", "p_value"),
                rows);
    }

    /**
     * Writes {@code comparison.md}, {@code comparison.csv} and {@code comparison.html}, and replaces an earlier
     * comparison. Creates the folder if needed.
     *
     * @throws InputException if the folder contains other files in their place, or cannot be written; nothing has
     *     changed
     */
    public static void write(Comparison comparison, Path folder) {
        StringBuilder body = new StringBuilder("<header><h1>Comparison</h1></header>\n");
        forPeople(comparison).forEach(table -> body.append(table.toHtml()));
        Map<String, String> texts = Map.of(
                "comparison.md", toMarkdown(comparison),
                "comparison.csv", forPrograms(comparison).toCsv(),
                "comparison.html", HtmlPage.of("Comparison", body.toString()));
        EvaluationFolder.write(FILES, folder, staged -> {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                AtomicFile.write(staged.resolve(text.getKey()), EvaluationFolder.utf8(text.getValue()));
            }
        });
    }

    private static String split(Comparison comparison) {
        return comparison.models().get(0).evaluation().input().split().toString();
    }

    private static List<String> notes(Comparison comparison) {
        String first = comparison.models().get(0).evaluation().input().model();
        List<String> notes = new ArrayList<>();
        Evaluation reference = comparison.models().get(0).evaluation();
        notes.add("In brackets the 95 % interval over groups of near-duplicate images; p: how likely a difference to "
                + first
                + " as large as this one is by chance (paired permutation test over the groups), not corrected for"
                + " the number of comparisons.");
        notes.add(
                reference.groups() < 2
                        ? "No p: it needs at least 2 groups of images."
                        : "With so many groups of images (" + reference.groups() + ") p cannot be below "
                                + p(reference.smallestPValue()) + ".");
        reference.whyNoIntervals().ifPresent(notes::add);
        notes.add("Peak memory is that of describing, time that of training; – where it is not known.");
        if (comparison.mixesScoreModes()) {
            notes.add("Average precisions under different kinds of box scores cannot be compared, so they have no p.");
        }
        return notes;
    }

    private static String published(Measure measure) {
        Double value = PublishedResult.PAPER.values().get(measure);
        return value == null ? TableCell.absent().shown() : TableCell.shown(value);
    }

    /** @param beside text of the column with published results */
    private static List<TableCell> row(
            String name, Comparison comparison, Function<ComparedModel, String> value, String beside) {
        List<TableCell> row = new ArrayList<>(List.of(TableCell.text(name)));
        comparison.models().forEach(compared -> row.add(TableCell.text(value.apply(compared))));
        row.add(TableCell.text(beside));
        return row;
    }

    private static String latency(ComparedModel compared) {
        return Stream.of(Measure.SECONDS_P50, Measure.SECONDS_P95)
                .map(measure -> TableCell.number(
                                compared.evaluation().estimate(measure).asOptional())
                        .shown())
                .collect(Collectors.joining(" / "));
    }

    private static String shown(Comparison comparison, ComparedModel compared, Measure measure) {
        Estimate estimate = compared.evaluation().estimate(measure);
        if (estimate instanceof Estimate.Unknown unknown) {
            return "– (" + unknown.reason() + ")";
        }
        String number = TableCell.number(estimate.asOptional()).shown();
        String value = measure.dependsOnScores()
                ? number + " " + compared.evaluation().input().scoreMode().key()
                : number;
        String interval = SummaryTable.interval(estimate)
                .map(range -> " [" + TableCell.shown(range) + "]")
                .orElse("");
        OptionalDouble p = comparison.pValue(measure, compared);
        return value + interval + (p.isPresent() ? ", p " + p(p.getAsDouble()) : "");
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
        String model = compared.evaluation().input().model();
        return List.of(
                TableCell.name(model),
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
