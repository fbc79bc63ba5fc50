package io.millsight.runs;

import io.millsight.files.AtomicFile;
import io.millsight.image.PngEncoder;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tools.jackson.databind.JsonNode;

/** Draws the losses of a run: loss.png and loss.svg. */
public final class LossCurve {

    private static final String NAME = "loss";
    private static final double SMOOTHING = 0.9; // weight of the past in the running mean

    private LossCurve() {}

    public static void write(RunFolder run) {
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(500)
                .title("Loss per answer token")
                .xAxisTitle("optimiser step")
                .yAxisTitle("cross-entropy")
                .build();
        chart.getStyler().setLegendPosition(Styler.LegendPosition.InsideNE);
        chart.getStyler()
                .setYAxisMin(0.0)
                .setXAxisMin(0.0)
                .setXAxisDecimalPattern("0")
                .setXAxisLabelRotation(45)
                .setYAxisDecimalPattern("0.00");
        chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        List<JsonNode> lines = run.metrics();
        if (lines.isEmpty()) {
            return;
        }
        add(chart, "training", lines, "loss", 0);
        add(chart, "training, running mean", lines, "loss", SMOOTHING);
        add(chart, "evaluation", lines, "eval_loss", 0);
        try {
            AtomicFile.write(
                    run.path().resolve(NAME + ".png"), PngEncoder.encode(BitmapEncoder.getBufferedImage(chart)));
            AtomicFile.write(run.path().resolve(NAME + ".svg"), ChartEncoder.getBytes(chart, "svg"));
        } catch (IOException e) {
            throw run.notWritten(NAME + ".png", e);
        }
    }

    private static void add(XYChart chart, String name, List<JsonNode> lines, String key, double smoothing) {
        List<Integer> steps = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        for (JsonNode line : lines) {
            double loss = line.path(key).isNumber() ? line.path(key).asDouble() : Double.NaN;
            int step = line.path("step").asInt(-1);
            if (Double.isFinite(loss) && step >= 0) { // older releases wrote NaN as a text
                steps.add(step);
                losses.add(
                        losses.isEmpty() ? loss : smoothing * losses.get(losses.size() - 1) + (1 - smoothing) * loss);
            }
        }
        if (!steps.isEmpty()) {
            chart.addSeries(name, steps, losses)
                    .setMarker(key.equals("loss") ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        }
    }
}
