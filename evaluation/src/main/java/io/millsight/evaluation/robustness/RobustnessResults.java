package io.millsight.evaluation.robustness;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Measure;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Results of a model on corrupted images.
 *
 * @param rows one row per corruption and severity; empty if no robustness test was requested
 */
public record RobustnessResults(List<Row> rows) {

    /** Measures of each row. */
    public static final List<Measure> MEASURES = List.of(Measure.TYPE_ACCURACY, Measure.F1, Measure.AP50);

    /** No robustness test was requested. */
    public static final RobustnessResults NONE = new RobustnessResults(List.of());

    /** Measures of one corruption and severity. */
    public record Row(CorruptionSeverity severity, Map<Measure, Estimate> estimates) {

        public Row {
            estimates = Map.copyOf(estimates);
        }

        public Estimate estimate(Measure measure) {
            return Objects.requireNonNull(estimates.get(measure), "every row has all measures of the grid");
        }
    }

    public RobustnessResults {
        rows = List.copyOf(rows);
    }
}
