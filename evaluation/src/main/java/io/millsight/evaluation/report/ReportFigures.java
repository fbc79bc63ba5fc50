package io.millsight.evaluation.report;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.detection.Calibration;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.evaluation.robustness.CorruptionSeverity;
import io.millsight.evaluation.robustness.CorruptionType;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.steel.DefectType;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws the figures of a report. */
final class ReportFigures {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 520;

    /** Scores of whole sentences may be as small as 1e-6, which a linear axis cannot show. */
    private static final double MIN_LINEAR_SCORE = 0.01;

    /** Colours of Okabe and Ito, which can be distinguished with any colour vision. Black is for all types together. */
    private static final List<Color> COLOURS = List.of(
            new Color(0x0072B2),
            new Color(0xE69F00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0xD55E00),
            new Color(0x56B4E9));

    /** Label of the curve of all types together. */
    private static final String ALL = "all types";

    private static final String PERFECT = "perfectly calibrated";

    private static final Color[] SHADES = {new Color(0xFFFFFF), new Color(0x9CC3E0), new Color(0x4D94C8)};

    private ReportFigures() {}

    static List<ReportFigure> of(EvaluationReport report) {
        Evaluation evaluation = report.evaluation();
        List<ReportFigure> figures = new ArrayList<>(List.of(
                precisionRecall(evaluation),
                f1Curve(evaluation),
                confusion(evaluation, false),
                confusion(evaluation, true),
                reliability(evaluation)));
        if (report.hasRobustness()) {
            figures.add(robustness(report));
        }
        return figures;
    }

    private static ReportFigure robustness(EvaluationReport report) {
        XYChart chart = curves("Type accuracy by severity of what spoils the pictures", "Severity", "Type accuracy");
        chart.getStyler().setXAxisMax((double) CorruptionSeverity.LEVELS).setXAxisDecimalPattern("0");
        Estimate uncorrupted = report.evaluation().estimate(Measure.TYPE_ACCURACY);
        List<CorruptionType> corruptions = List.of(CorruptionType.values());
        for (CorruptionType corruption : corruptions) {
            List<Estimate> estimates = new ArrayList<>(List.of(uncorrupted));
            report.robustness().rows().stream()
                    .filter(row -> row.severity().type() == corruption)
                    .forEach(row -> estimates.add(row.estimate(Measure.TYPE_ACCURACY)));
            double[] accuracy = estimates.stream()
                    .flatMapToDouble(estimate -> estimate.asOptional().stream())
                    .toArray();
            double[] severity =
                    IntStream.range(0, accuracy.length).asDoubleStream().toArray();
            if (accuracy.length == estimates.size()) {
                addLine(chart, corruption.key(), severity, accuracy, colour(corruptions.indexOf(corruption)));
            }
        }
        return ReportFigure.of("robustness", chart.getTitle(), chart);
    }

    private static ReportFigure precisionRecall(Evaluation evaluation) {
        XYChart chart = curves("Precision by recall at IoU 0.5", "Recall", "Precision");
        double[] recall =
                IntStream.rangeClosed(0, 100).mapToDouble(step -> step / 100.0).toArray();
        List<DefectType> types = evaluation.input().types();
        List<String> labels = labels(evaluation, List.of());
        for (int type = 0; type < types.size(); type++) {
            double[] precision = evaluation.precisionByRecall(types.get(type));
            if (precision.length > 0) {
                addLine(chart, labels.get(type), recall, precision, colour(type));
            }
        }
        return ReportFigure.of("pr", chart.getTitle(), chart);
    }

    private static ReportFigure f1Curve(Evaluation evaluation) {
        XYChart chart =
                curves("F1 by score threshold at IoU " + evaluation.settings().minimalIou(), "Score threshold", "F1");
        double least = evaluation.thresholdCurve().stream()
                .mapToDouble(ThresholdCurve.Point::scoreThreshold)
                .filter(score -> score > 0)
                .min()
                .orElse(1);
        double end = 0;
        if (least < MIN_LINEAR_SCORE) {
            end = Math.pow(10, Math.floor(Math.log10(least)));
            chart.getStyler().setXAxisLogarithmic(true).setXAxisMin(end).setXAxisDecimalPattern("0.########");
        }
        List<DefectType> types = evaluation.input().types();
        List<String> labels = labels(evaluation, List.of(ALL));
        for (int type = 0; type < types.size(); type++) {
            addF1(chart, labels.get(type), evaluation.thresholdCurve(types.get(type)), end, colour(type));
        }
        addF1(chart, ALL, evaluation.thresholdCurve(), end, Color.BLACK);
        return ReportFigure.of("f1_conf", chart.getTitle(), chart);
    }

    private static ReportFigure reliability(Evaluation evaluation) {
        XYChart chart = curves("Share of hits by score (reliability)", "Mean score", "Share of hits");
        addLine(chart, PERFECT, new double[] {0, 1}, new double[] {0, 1}, Color.GRAY);
        List<Calibration.Bin> filled = evaluation.calibration().stream()
                .filter(bin -> bin.predictions() > 0)
                .toList();
        if (!filled.isEmpty()) {
            chart.addSeries(
                            FigureLabels.of(List.of(evaluation.input().model()), List.of(PERFECT))
                                    .get(0),
                            filled.stream()
                                    .mapToDouble(Calibration.Bin::meanScore)
                                    .toArray(),
                            filled.stream()
                                    .mapToDouble(Calibration.Bin::precision)
                                    .toArray())
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setMarkerColor(colour(0))
                    .setLineColor(colour(0));
        }
        return ReportFigure.of("reliability", chart.getTitle(), chart);
    }

    private static ReportFigure confusion(Evaluation evaluation, boolean normalised) {
        ConfusionMatrix matrix = evaluation.boxConfusion();
        String title = "%s, IoU %s, score from %s"
                .formatted(
                        normalised ? "Share of each true type" : "Boxes by true and claimed type",
                        evaluation.settings().minimalIou(),
                        evaluation.settings().scoreThreshold());
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("Claimed type")
                .yAxisTitle("True type")
                .build();
        style(chart.getStyler());
        chart.getStyler().setLegendVisible(false);
        chart.getStyler()
                .setXAxisLabelRotation(30)
                .setXAxisTickMarkSpacingHint(20)
                .setYAxisTickMarkSpacingHint(20);
        chart.getStyler()
                .setShowValue(true)
                .setHeatMapValueDecimalPattern(normalised ? "0.00" : "0")
                .setRangeColors(SHADES)
                .setDrawBorder(true);
        int rows = matrix.rows().size();
        // The rows of the chart go upwards, those of a matrix downwards.
        List<String> downwards = FigureLabels.of(matrix.rows(), List.of());
        List<String> upwards = IntStream.range(0, rows)
                .mapToObj(row -> downwards.get(rows - 1 - row))
                .toList();
        List<Number[]> cells = new ArrayList<>();
        for (int column = 0; column < matrix.columns().size(); column++) {
            for (int row = 0; row < rows; row++) {
                int fromTop = rows - 1 - row;
                Number value = normalised ? matrix.share(fromTop, column) : matrix.count(fromTop, column);
                cells.add(new Number[] {column, row, value});
            }
        }
        chart.addSeries("boxes", FigureLabels.of(matrix.columns(), List.of()), upwards, cells);
        return ReportFigure.of(normalised ? "confusion_normalised" : "confusion", title, chart);
    }

    /** @param end lowest threshold of the axis, to which the curve is extended from its last point */
    private static void addF1(XYChart chart, String name, List<ThresholdCurve.Point> points, double end, Color colour) {
        if (!points.isEmpty()) {
            double[] thresholds = new double[points.size() + 1];
            double[] f1 = new double[points.size() + 1];
            for (int i = 0; i < points.size(); i++) {
                thresholds[i] = Math.max(end, points.get(i).scoreThreshold());
                f1[i] = points.get(i).counts().f1();
            }
            thresholds[points.size()] = end;
            f1[points.size()] = f1[points.size() - 1];
            addLine(chart, name, thresholds, f1, colour);
        }
    }

    private static XYChart curves(String title, String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        style(chart.getStyler());
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        chart.getStyler()
                .setXAxisDecimalPattern("0.0")
                .setYAxisDecimalPattern("0.0")
                .setXAxisTickMarkSpacingHint(60);
        return chart;
    }

    private static void style(AxesChartStyler styler) {
        Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
        styler.setAxisTickLabelsFont(plain).setAxisTitleFont(plain);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
        styler.setLegendFont(plain);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setPlotBorderColor(Color.LIGHT_GRAY);
    }

    private static void addLine(XYChart chart, String name, double[] x, double[] y, Color colour) {
        chart.addSeries(name, x, y)
                .setMarker(SeriesMarkers.NONE)
                .setLineColor(colour)
                .setLineStyle(new BasicStroke(2));
    }

    /** Returns the labels of the types for a figure with other labels. */
    private static List<String> labels(Evaluation evaluation, List<String> others) {
        return FigureLabels.of(
                evaluation.input().types().stream().map(DefectType::words).toList(), others);
    }

    private static Color colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }
}
