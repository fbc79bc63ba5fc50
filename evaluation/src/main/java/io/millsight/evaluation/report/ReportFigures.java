package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.classification.CleanOrDefective;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.robustness.CorruptionSeverity;
import io.millsight.evaluation.robustness.CorruptionType;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.image.plot.Axis;
import io.millsight.image.plot.Curve;
import io.millsight.image.plot.CurveStyle;
import io.millsight.image.plot.HeatMap;
import io.millsight.image.plot.LinePlot;
import io.millsight.image.plot.PlotPoint;
import io.millsight.image.plot.PlotText;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws the figures of a report. */
final class ReportFigures {

    /** Scores of whole sentences may be as small as 1e-6, which a linear axis cannot show. */
    private static final double MIN_LINEAR_SCORE = 0.01;

    private static final String SCORE_THRESHOLD = "Score threshold";

    /** Label of the curve of all types together. */
    private static final String ALL = "all types";

    private static final String PERFECT = "perfectly calibrated";

    private ReportFigures() {}

    static List<ReportFigure> of(EvaluationReport report) {
        Evaluation evaluation = report.evaluation();
        List<ReportFigure> figures = new ArrayList<>();
        CleanOrDefective.Point surfaces = evaluation.cleanOrDefective();
        if (surfaces.cleanImages() > 0 && surfaces.defectiveImages() > 0) {
            figures.add(escapesAndOverkills(evaluation));
        }
        figures.add(f1Curve(evaluation));
        figures.add(precisionRecall(evaluation));
        figures.add(new ReportFigure("operating_points", OperatingPoints.plot(List.of(evaluation))));
        figures.add(reliability(evaluation));
        figures.add(confusion(evaluation, false));
        figures.add(confusion(evaluation, true));
        if (report.hasRobustness()) {
            figures.add(robustness(report));
        }
        return figures;
    }

    private static ReportFigure escapesAndOverkills(Evaluation evaluation) {
        List<CleanOrDefective.Point> points = evaluation.cleanOrDefectiveCurve();
        Axis axis = thresholds(
                points.stream().map(CleanOrDefective.Point::scoreThreshold).toList());
        CleanOrDefective.Point now = evaluation.cleanOrDefective();
        String finding = String.format(
                Locale.ROOT,
                "At score threshold %s, %d of %d defective images are called clean, and %d of %d clean images are called defective.",
                TableCell.shown(now.scoreThreshold()),
                now.escapes(),
                now.defectiveImages(),
                now.overkills(),
                now.cleanImages());
        return new ReportFigure(
                "clean_or_defective",
                new LinePlot(
                        new PlotText("Escapes and overkills by score threshold", finding),
                        axis,
                        Axis.share("Share of images"),
                        List.of(
                                new Curve(
                                        "escape rate",
                                        steps(points, CleanOrDefective.Point::escapeRate),
                                        CurveStyle.of(4)),
                                new Curve(
                                        "overkill rate",
                                        steps(points, CleanOrDefective.Point::overkillRate),
                                        CurveStyle.of(1)))));
    }

    /** Returns a curve that changes only at its points, which go from the highest threshold to the lowest. */
    private static List<PlotPoint> steps(
            List<CleanOrDefective.Point> points, Function<CleanOrDefective.Point, OptionalDouble> rate) {
        List<PlotPoint> steps = new ArrayList<>();
        for (CleanOrDefective.Point point : points) {
            OptionalDouble value = rate.apply(point);
            if (value.isPresent()) {
                if (!steps.isEmpty()) {
                    steps.add(new PlotPoint(
                            point.scoreThreshold(), steps.get(steps.size() - 1).y()));
                }
                steps.add(new PlotPoint(point.scoreThreshold(), value.getAsDouble()));
            }
        }
        return steps;
    }

    private static ReportFigure robustness(EvaluationReport report) {
        Estimate uncorrupted = report.evaluation().estimate(Measure.TYPE_ACCURACY);
        List<CorruptionType> corruptions = List.of(CorruptionType.values());
        List<Curve> curves = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (CorruptionType corruption : corruptions) {
            List<OptionalDouble> accuracies = Stream.concat(
                            Stream.of(uncorrupted),
                            report.robustness().rows().stream()
                                    .filter(row -> row.severity().type() == corruption)
                                    .map(row -> row.estimate(Measure.TYPE_ACCURACY)))
                    .map(Estimate::asOptional)
                    .toList();
            List<PlotPoint> points = IntStream.range(0, accuracies.size())
                    .filter(severity -> accuracies.get(severity).isPresent())
                    .mapToObj(severity ->
                            new PlotPoint(severity, accuracies.get(severity).getAsDouble()))
                    .toList();
            curves.add(new Curve(corruption.key(), points, CurveStyle.of(corruptions.indexOf(corruption))));
            if (!points.isEmpty()) {
                PlotPoint last = points.get(points.size() - 1);
                findings.add(corruption.key() + " " + TableCell.shown(last.y()));
            }
        }
        return new ReportFigure(
                "robustness",
                new LinePlot(
                        new PlotText(
                                "Type accuracy on corrupted images",
                                "At the highest severity: " + String.join(", ", findings) + "."),
                        new Axis("Severity", 0, CorruptionSeverity.LEVELS, false),
                        Axis.share("Type accuracy"),
                        curves));
    }

    private static ReportFigure precisionRecall(Evaluation evaluation) {
        List<DefectType> types = evaluation.input().types();
        List<String> labels = labels(evaluation, List.of());
        List<Curve> curves = new ArrayList<>();
        for (int type = 0; type < types.size(); type++) {
            double[] precision = evaluation.precisionByRecall(types.get(type));
            List<PlotPoint> points = IntStream.range(0, precision.length)
                    .mapToObj(step -> new PlotPoint(step / 100.0, precision[step]))
                    .toList();
            curves.add(curve(labels.get(type), points, type, "not annotated"));
        }
        return new ReportFigure(
                "pr",
                new LinePlot(
                        new PlotText(
                                "Precision by recall at IoU 0.5",
                                "The mean area under the curves is " + shown(evaluation, Measure.AP50) + "."),
                        Axis.share("Recall"),
                        Axis.share("Precision"),
                        curves));
    }

    private static ReportFigure f1Curve(Evaluation evaluation) {
        Axis axis = thresholds(evaluation.thresholdCurve().stream()
                .map(ThresholdCurve.Point::scoreThreshold)
                .toList());
        List<DefectType> types = evaluation.input().types();
        List<String> labels = labels(evaluation, List.of(ALL));
        List<Curve> curves = new ArrayList<>();
        curves.add(new Curve(ALL, f1(evaluation.thresholdCurve(), axis), CurveStyle.TOTAL));
        for (int type = 0; type < types.size(); type++) {
            List<PlotPoint> points = f1(evaluation.thresholdCurve(types.get(type)), axis);
            curves.add(curve(labels.get(type), points, type, "not predicted"));
        }
        return new ReportFigure(
                "f1_conf",
                new LinePlot(
                        new PlotText(
                                "F1 by score threshold at IoU "
                                        + evaluation.settings().minimalIou(),
                                "The highest F1 of all types is %s, at score threshold %s."
                                        .formatted(
                                                shown(evaluation, Measure.BEST_F1),
                                                shown(evaluation, Measure.BEST_THRESHOLD))),
                        axis,
                        Axis.share("F1"),
                        curves));
    }

    /** Extends the curve from its last point to the lowest threshold of the axis. */
    private static List<PlotPoint> f1(List<ThresholdCurve.Point> points, Axis axis) {
        List<PlotPoint> curve = new ArrayList<>();
        points.forEach(point ->
                curve.add(new PlotPoint(point.scoreThreshold(), point.counts().f1())));
        if (!curve.isEmpty()) {
            curve.add(new PlotPoint(axis.from(), curve.get(curve.size() - 1).y()));
        }
        return curve;
    }

    private static Axis thresholds(Collection<Double> thresholds) {
        double least = thresholds.stream()
                .mapToDouble(Double::doubleValue)
                .filter(score -> score > 0)
                .min()
                .orElse(1);
        return least < MIN_LINEAR_SCORE
                ? new Axis(SCORE_THRESHOLD, Math.pow(10, Math.floor(Math.log10(least))), 1, true)
                : Axis.share(SCORE_THRESHOLD);
    }

    private static ReportFigure reliability(Evaluation evaluation) {
        List<PlotPoint> filled = evaluation.calibration().stream()
                .filter(bin -> bin.predictions() > 0)
                .map(bin -> new PlotPoint(bin.meanScore(), bin.precision()))
                .toList();
        String model = FigureLabels.of(List.of(evaluation.input().model()), List.of(PERFECT))
                .get(0);
        return new ReportFigure(
                "reliability",
                new LinePlot(
                        new PlotText(
                                "Share of right boxes by score (reliability)",
                                "The mean distance from the diagonal, the calibration error, is "
                                        + shown(evaluation, Measure.CALIBRATION_ERROR) + "."),
                        Axis.share("Mean score"),
                        Axis.share("Share of right boxes"),
                        List.of(
                                new Curve(
                                        PERFECT,
                                        List.of(new PlotPoint(0, 0), new PlotPoint(1, 1)),
                                        CurveStyle.REFERENCE),
                                new Curve(model, filled, CurveStyle.dotted(0)))));
    }

    private static ReportFigure confusion(Evaluation evaluation, boolean normalised) {
        ConfusionMatrix matrix = evaluation.boxConfusion();
        List<String> names = FigureLabels.of(matrix.rows(), List.of());
        int types = evaluation.input().types().size();
        List<String> rows = IntStream.range(0, names.size())
                .mapToObj(row -> row < types ? row + 1 + " " + names.get(row) : names.get(row))
                .toList();
        List<String> columns = IntStream.range(0, matrix.columns().size())
                .mapToObj(column -> column < types
                        ? Integer.toString(column + 1)
                        : matrix.columns().get(column))
                .toList();
        List<List<HeatMap.Cell>> cells = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            List<HeatMap.Cell> line = new ArrayList<>();
            for (int column = 0; column < columns.size(); column++) {
                double share = matrix.share(row, column);
                line.add(new HeatMap.Cell(
                        share, normalised ? TableCell.shown(share) : Long.toString(matrix.count(row, column))));
            }
            cells.add(line);
        }
        long right = IntStream.range(0, types)
                .mapToLong(type -> matrix.count(type, type))
                .sum();
        long all = IntStream.range(0, types).mapToLong(matrix::rowSum).sum();
        PlotText text = new PlotText(
                normalised ? "Boxes: share of each annotated type" : "Boxes: annotated and predicted type",
                "%d of %d annotated boxes were found with the right type, at IoU %s and score %s."
                        .formatted(
                                right,
                                all,
                                evaluation.settings().minimalIou(),
                                evaluation.settings().scoreThreshold()));
        return new ReportFigure(
                normalised ? "confusion_normalised" : "confusion",
                new HeatMap(text, new HeatMap.Labels("annotated", "predicted", rows, columns), cells));
    }

    /** Returns the curve of a type. A curve without points is named with the reason. */
    private static Curve curve(String label, List<PlotPoint> points, int type, String whyEmpty) {
        return new Curve(points.isEmpty() ? label + " (" + whyEmpty + ")" : label, points, CurveStyle.of(type));
    }

    private static String shown(Evaluation evaluation, Measure measure) {
        return TableCell.number(evaluation.estimate(measure).asOptional()).shown();
    }

    /** Returns the labels of the types for a figure with other labels. */
    private static List<String> labels(Evaluation evaluation, List<String> others) {
        return FigureLabels.of(
                evaluation.input().types().stream().map(DefectType::words).toList(), others);
    }
}
