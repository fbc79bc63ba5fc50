package io.millsight.cli.output;

import io.millsight.cli.terminal.FactSheet;
import io.millsight.cli.terminal.Table;
import io.millsight.experiment.dataset.TrainingDataCheck;
import io.millsight.experiment.training.Forecast;
import io.millsight.files.MessageText;
import io.millsight.files.Quantity;
import io.millsight.tuning.TrainingForecast;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a training would do, as people read it.
 *
 * @param data what the dataset holds; null for drawn surfaces
 * @param forecast what the training would take
 * @param peakMemory bytes that this process has taken at most; null if the system does not tell
 */
public record TrainingPlan(
        @Nullable TrainingDataCheck data,
        Forecast forecast,
        @Nullable Long peakMemory) {

    private static final double MILLISECONDS = 1000;

    public void print(PrintWriter out) {
        if (data != null) {
            table(data).print(out);
            out.println();
        }
        FactSheet facts = new FactSheet()
                .add("trained", Quantity.of(forecast.parameters(), "parameter"))
                .add("samples", Quantity.count(forecast.samples()) + " in an epoch" + lengths(forecast.tokens()))
                .add(
                        "length",
                        Quantity.of(forecast.steps(), "step")
                                + String.format(Locale.ROOT, ", %.1f epochs, ", forecast.epochs())
                                + Quantity.of(forecast.evaluations(), "evaluation"))
                .add("a step", seconds(forecast.stepSeconds()) + " (the second of two real steps)")
                .add(
                        "an evaluation",
                        forecast.evaluations() == 0
                                ? "none"
                                : seconds(forecast.evaluationSeconds()) + " (computed from up to 4 images)")
                .add("in all", "about " + time(forecast.seconds()) + " at this speed");
        if (peakMemory != null) {
            facts.add("memory", "about " + Quantity.bytes(peakMemory) + " (the most that these steps took)");
        }
        facts.print(out);
        List<String> warnings = new ArrayList<>(forecast.notices());
        if (data != null) {
            warnings.addAll(data.warnings());
        }
        out.println();
        out.println(warnings.isEmpty() ? "Nothing looks suspicious." : "Look at this before you train:");
        warnings.forEach(warning -> out.println("  - " + MessageText.oneLine(warning)));
        out.println("Nothing was written and nothing was kept.");
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.0f s", seconds);
    }

    private static String time(double seconds) {
        return Quantity.time(Duration.ofMillis((long) (seconds * MILLISECONDS)));
    }

    /** A row for each type, a column for each split. */
    private static String lengths(TrainingForecast.@Nullable Tokens tokens) {
        return tokens == null
                ? ""
                : ", " + tokens.minimum() + " to " + tokens.maximum() + " tokens each, median " + tokens.median()
                        + " (of " + Quantity.of(tokens.encoded(), "sample") + ")";
    }

    private static Table table(TrainingDataCheck data) {
        List<String> header = new ArrayList<>(List.of("images of a type"));
        header.addAll(data.images().keySet());
        Table table = new Table(header);
        TreeSet<String> types = new TreeSet<>();
        data.images().values().forEach(counts -> types.addAll(counts.keySet()));
        for (String type : types) {
            List<String> row = new ArrayList<>(List.of(type));
            data.images().values().forEach(counts -> row.add(Quantity.count(counts.getOrDefault(type, 0L))));
            table.add(row);
        }
        return table;
    }
}
