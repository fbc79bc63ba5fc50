package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.image.PngEncoder;
import io.millsight.image.plot.Axis;
import io.millsight.image.plot.Curve;
import io.millsight.image.plot.CurveStyle;
import io.millsight.image.plot.LinePlot;
import io.millsight.image.plot.PlotPoint;
import io.millsight.image.plot.PlotText;
import io.millsight.image.plot.PngPlot;
import io.millsight.image.plot.SvgPlot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Draws the losses of a run: loss.png and loss.svg. */
public final class LossCurve {

    private static final String NAME = "loss";
    private static final double SMOOTHING = 0.9; // weight of the past in the running mean

    private LossCurve() {}

    /**
     * Writes both files into the folder of the run. Does nothing if there are no metrics yet.
     *
     * @throws TrainingException if the metrics cannot be read or a file cannot be written
     */
    public static void write(RunFolder run) {
        List<JsonNode> lines = run.metrics();
        if (lines.isEmpty()) {
            return;
        }
        LinePlot plot = plot(lines);
        try {
            AtomicFile.write(run.path().resolve(NAME + ".png"), PngEncoder.encode(PngPlot.draw(plot)));
            AtomicFile.write(run.path().resolve(NAME + ".svg"), SvgPlot.file(plot));
        } catch (IOException e) {
            throw run.notWritten(NAME + ".png", e);
        }
    }

    /** Returns the plot of the lines of metrics.jsonl. */
    public static LinePlot plot(List<JsonNode> lines) {
        List<PlotPoint> training = points(lines, "loss");
        List<PlotPoint> evaluation = points(lines, "eval_loss");
        double steps = Stream.of(training, evaluation)
                .flatMap(List::stream)
                .mapToDouble(PlotPoint::x)
                .max()
                .orElse(1);
        double highest = Stream.of(training, evaluation)
                .flatMap(List::stream)
                .mapToDouble(PlotPoint::y)
                .max()
                .orElse(1);
        List<Curve> curves = List.of(
                new Curve("training", training, CurveStyle.thin(0)),
                new Curve("training, running mean", smoothed(training), CurveStyle.of(0)),
                new Curve("evaluation", evaluation, CurveStyle.dotted(4)));
        return new LinePlot(
                new PlotText("Loss per answer token", finding(training, evaluation)),
                Axis.upTo("Training step", steps),
                Axis.upTo("Cross-entropy", highest),
                curves);
    }

    private static String finding(List<PlotPoint> training, List<PlotPoint> evaluation) {
        return change("Training loss", training) + " " + change("Evaluation loss", evaluation);
    }

    private static String change(String name, List<PlotPoint> points) {
        return points.isEmpty()
                ? name + ": none."
                : String.format(
                        Locale.ROOT,
                        "%s from %.2f to %.2f.",
                        name,
                        points.get(0).y(),
                        points.get(points.size() - 1).y());
    }

    private static List<PlotPoint> points(List<JsonNode> lines, String key) {
        List<PlotPoint> points = new ArrayList<>();
        for (JsonNode line : lines) {
            double loss = line.path(key).isNumber() ? line.path(key).asDouble() : Double.NaN;
            int step = line.path("step").asInt(-1);
            if (Double.isFinite(loss) && step >= 0) { // older releases wrote NaN as a text
                points.add(new PlotPoint(step, loss));
            }
        }
        return points;
    }

    private static List<PlotPoint> smoothed(List<PlotPoint> points) {
        List<PlotPoint> smoothed = new ArrayList<>();
        for (PlotPoint point : points) {
            double past = smoothed.isEmpty()
                    ? point.y()
                    : smoothed.get(smoothed.size() - 1).y();
            smoothed.add(new PlotPoint(point.x(), SMOOTHING * past + (1 - SMOOTHING) * point.y()));
        }
        return smoothed;
    }
}
