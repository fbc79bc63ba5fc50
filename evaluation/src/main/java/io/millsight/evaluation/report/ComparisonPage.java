package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.statistics.ConfidenceInterval;
import io.millsight.files.MessageText;
import io.millsight.image.plot.Axis;
import io.millsight.image.plot.IntervalPlot;
import io.millsight.image.plot.PlotText;
import io.millsight.image.plot.SvgPlot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes {@code comparison.html}: which model is best, how sure that is, and the key figures as dots with intervals. */
final class ComparisonPage {

    private static final List<Measure> PLOTTED = List.of(
            Measure.TYPE_ACCURACY,
            Measure.AP50,
            Measure.F1,
            Measure.RECALL,
            Measure.FALSE_ALARMS_PER_IMAGE,
            Measure.ESCAPE_RATE,
            Measure.OVERKILL_RATE);

    private final Comparison comparison;
    private final String date;
    private final List<ComparedCase> cases;

    private ComparisonPage(Comparison comparison, String date, List<ComparedCase> cases) {
        this.comparison = comparison;
        this.date = date;
        this.cases = cases;
    }

    /**
     * @param date when the models were compared; empty if unknown
     * @param cases images to show with the boxes of every model; may be empty
     */
    static String of(Comparison comparison, String date, List<ComparedCase> cases) {
        return new ComparisonPage(comparison, date, cases).page();
    }

    private String page() {
        HtmlSections sections = new HtmlSections();
        sections.add("Key figures", HtmlTable.stacked(ComparisonTables.keyFigures(comparison)) + plots());
        sections.add(
                "Operating points", HtmlTable.stacked(ComparisonTables.lineFigures(comparison)) + operatingPoints());
        if (!cases.isEmpty()) {
            sections.add("The same images", ComparedCaseHtml.of(comparison, cases));
        }
        sections.add("Chance", HtmlTable.of(ComparisonTables.chances(comparison)));
        sections.add("Costs", HtmlTable.of(ComparisonTables.costs(comparison)));
        sections.add("All measures", HtmlTable.folded(ComparisonTables.everything(comparison)));
        String title = "Comparison of " + MessageText.count(comparison.models().size(), "model");
        return new HtmlPage(title, header(title), sections.contents(), sections.html()).toString();
    }

    private String header(String title) {
        EvaluationInput input = ComparisonTables.first(comparison).evaluation().input();
        int clean = ComparisonTables.first(comparison)
                .evaluation()
                .cleanOrDefective()
                .cleanImages();
        List<String> facts = Stream.of(
                        date,
                        "split " + input.split().name() + " of " + input.split().dataset(),
                        MessageText.count(input.images().size(), "image") + ", " + clean + " of them clean")
                .filter(fact -> !fact.isEmpty())
                .toList();
        List<String> sentences = List.of(best(Measure.AP50, "mAP50"), best(Measure.TYPE_ACCURACY, "type accuracy"));
        return HtmlPage.header(title, sentences, facts)
                + HtmlPage.trust("How far to trust this comparison", cautions());
    }

    private String best(Measure measure, String name) {
        List<ComparedModel> comparable = ComparisonTables.comparable(comparison, measure);
        List<ComparedModel> ranked =
                ranked(measure).stream().filter(comparable::contains).toList();
        if (ranked.isEmpty()) {
            return "No model has a value for " + name + ".";
        }
        if (comparable.size() < 2) {
            return "The box scores of some models rank nothing, so their " + name + " cannot be compared.";
        }
        List<String> names = ranked.stream()
                .filter(model -> value(model, measure) == value(ranked.get(0), measure))
                .map(model -> MessageText.excerpt(model.name()))
                .toList();
        String shown = TableCell.shown(value(ranked.get(0), measure));
        return names.size() == comparable.size()
                ? "All models have the same " + name + ": " + shown + "."
                : "Highest " + name + ": " + String.join(" and ", names) + ", " + shown + ".";
    }

    /** Returns the models with a value, the highest first. */
    private List<ComparedModel> ranked(Measure measure) {
        return comparison.models().stream()
                .filter(model ->
                        model.evaluation().estimate(measure).asOptional().isPresent())
                .sorted(Comparator.comparingDouble((ComparedModel model) -> value(model, measure))
                        .reversed())
                .toList();
    }

    private static double value(ComparedModel model, Measure measure) {
        return model.evaluation().estimate(measure).asOptional().orElse(Double.NaN);
    }

    private List<String> cautions() {
        List<String> cautions = new ArrayList<>();
        List<ComparedModel> ranked = ranked(Measure.TYPE_ACCURACY);
        if (ranked.size() > 1) {
            boolean overlap =
                    low(ranked.get(0)).orElse(0.0) <= high(ranked.get(1)).orElse(1.0);
            cautions.add(
                    overlap
                            ? "The 95 % intervals of the two best models overlap in type accuracy: their order may be chance."
                            : "The 95 % intervals of the two best models do not overlap in type accuracy.");
        }
        cautions.add(
                "A small p in the table “Chance” says that a difference is unlikely to be chance. It does not say that"
                        + " the difference is large, nor how another training would turn out.");
        cautions.add(
                "The figures are about these images. If a model or its checkpoint was chosen on them, its figures are"
                        + " too good.");
        return cautions;
    }

    private static Optional<Double> low(ComparedModel model) {
        return SummaryTable.interval(model.evaluation().estimate(Measure.TYPE_ACCURACY))
                .map(ConfidenceInterval::low);
    }

    private static Optional<Double> high(ComparedModel model) {
        return SummaryTable.interval(model.evaluation().estimate(Measure.TYPE_ACCURACY))
                .map(ConfidenceInterval::high);
    }

    private String plots() {
        StringBuilder html = new StringBuilder("<div class=\"figures\">\n");
        for (Measure measure : PLOTTED) {
            if (!ranked(measure).isEmpty()) {
                html.append("<figure>").append(SvgPlot.inline(plot(measure))).append("</figure>\n");
            }
        }
        return html.append("</div>\n").toString();
    }

    private String operatingPoints() {
        List<Evaluation> ranked = comparison.models().stream()
                .map(ComparedModel::evaluation)
                .filter(evaluation -> evaluation.input().scoreMode() != ScoreMode.CONSTANT)
                .toList();
        return ranked.isEmpty()
                ? ""
                : "<div class=\"figures\">\n<figure>" + SvgPlot.inline(OperatingPoints.plot(ranked))
                        + "</figure>\n</div>\n";
    }

    private IntervalPlot plot(Measure measure) {
        List<IntervalPlot.Entry> entries = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        double highest = 0;
        List<String> names = FigureLabels.of(
                comparison.models().stream().map(ComparedModel::name).toList(), List.of());
        for (int i = 0; i < names.size(); i++) {
            ComparedModel model = comparison.models().get(i);
            Estimate estimate = model.evaluation().estimate(measure);
            TableCell cell = TableCell.estimate(estimate);
            Optional<ConfidenceInterval> interval = SummaryTable.interval(estimate);
            boolean best = ComparisonTables.isBest(comparison, model, measure);
            entries.add(new IntervalPlot.Entry(
                    names.get(i),
                    value(model, measure),
                    interval.map(ConfidenceInterval::low).orElse(Double.NaN),
                    interval.map(ConfidenceInterval::high).orElse(Double.NaN),
                    new IntervalPlot.Note(best ? cell.shown() + " best" : cell.shown(), best)));
            findings.add(names.get(i) + " " + cell.plain());
            double end = interval.map(ConfidenceInterval::high).orElse(value(model, measure));
            highest = Math.max(highest, Double.isNaN(end) ? 0 : end);
        }
        String direction = measure.better() == Measure.Better.LOWER ? " (lower is better)" : "";
        PlotText text =
                new PlotText(ComparisonTables.shortLabel(measure) + direction, String.join(", ", findings) + ".");
        Axis axis = highest <= 1 ? Axis.share("") : Axis.upTo("", highest);
        return new IntervalPlot(text, axis, entries);
    }
}
