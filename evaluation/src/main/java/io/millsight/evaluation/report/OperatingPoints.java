package io.millsight.evaluation.report;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.OperatingPoint;
import io.millsight.evaluation.detection.ThresholdCurve;
import io.millsight.image.plot.Axis;
import io.millsight.image.plot.Curve;
import io.millsight.image.plot.CurveStyle;
import io.millsight.image.plot.LinePlot;
import io.millsight.image.plot.PlotPoint;
import io.millsight.image.plot.PlotText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shows which recall costs how many false alarms per image: as a table of one model, and as a curve of several. */
final class OperatingPoints {

    /** The end of the axis, a little beyond the last {@link OperatingPoint}. */
    private static final double MOST_FALSE_ALARMS = 2.5;

    private OperatingPoints() {}

    /** Returns one row per operating point with its score threshold, for {@code --min-score}. */
    static ReportTable table(Evaluation evaluation) {
        List<List<TableCell>> rows = new ArrayList<>();
        for (OperatingPoint wanted : OperatingPoint.values()) {
            Optional<ThresholdCurve.Point> point = evaluation.at(wanted);
            rows.add(List.of(
                    TableCell.number(wanted.falseAlarms()).withShown(falseAlarms(wanted)),
                    TableCell.estimate(evaluation.estimate(wanted.recall())),
                    point.map(reached -> ResultTables.precision(reached.counts()))
                            .orElseGet(TableCell::absent),
                    point.map(reached ->
                                    TableCell.number((double) reached.counts().falsePositives()
                                            / evaluation.input().images().size()))
                            .orElseGet(TableCell::absent),
                    point.map(reached -> TableCell.number(reached.scoreThreshold()))
                            .orElseGet(TableCell::absent)));
        }
        return new ReportTable(
                "Recall by false alarms",
                TableCell.names(
                        "allowed_false_alarms_per_image",
                        "recall",
                        "precision",
                        "false_alarms_per_image",
                        "score_threshold"),
                rows,
                List.of(
                        "Each row is the lowest score threshold with at most so many false alarms per image, on these images."
                                + " Give it with --min-score. A dash means that the highest scores alone raise more false alarms."));
    }

    /** Returns a curve for each model. A curve that ends early is that of a model that raises no more false alarms. */
    static LinePlot plot(List<Evaluation> evaluations) {
        List<String> names = FigureLabels.of(
                evaluations.stream()
                        .map(evaluation -> evaluation.input().model())
                        .toList(),
                List.of());
        List<Curve> curves = new ArrayList<>();
        List<String> findings = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Evaluation evaluation = evaluations.get(i);
            curves.add(new Curve(names.get(i), points(evaluation), CurveStyle.of(i)));
            TableCell recall = TableCell.number(
                    evaluation.estimate(OperatingPoint.ONE_PER_IMAGE.recall()).asOptional());
            findings.add(names.size() == 1 ? recall.shown() : names.get(i) + " " + recall.shown());
        }
        return new LinePlot(
                new PlotText(
                        "Recall by false alarms per image",
                        "At 1 false alarm per image, the recall is " + String.join(", ", findings) + "."),
                new Axis("False alarms per image", 0, MOST_FALSE_ALARMS, false),
                Axis.share("Recall"),
                curves);
    }

    private static List<PlotPoint> points(Evaluation evaluation) {
        List<PlotPoint> points = new ArrayList<>();
        for (ThresholdCurve.Point point : evaluation.thresholdCurve()) {
            double falseAlarms = (double) point.counts().falsePositives()
                    / evaluation.input().images().size();
            if (falseAlarms > MOST_FALSE_ALARMS) {
                double last =
                        points.isEmpty() ? 0 : points.get(points.size() - 1).y();
                points.add(new PlotPoint(MOST_FALSE_ALARMS, last));
                return points;
            }
            points.add(new PlotPoint(falseAlarms, point.counts().recall()));
        }
        return points;
    }

    private static String falseAlarms(OperatingPoint point) {
        double value = point.falseAlarms();
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }
}
