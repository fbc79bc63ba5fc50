package io.millsight.evaluation.robustness;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Measure;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a model reached on spoilt pictures.
 *
 * @param rows one a severity; none where nothing was asked
 */
public record RobustnessResults(List<Row> rows) {

    /** What is measured of each severity. */
    public static final List<Measure> MEASURES = List.of(Measure.TYPE_ACCURACY, Measure.F1, Measure.AP50);

    /** Nothing was asked. */
    public static final RobustnessResults NONE = new RobustnessResults(List.of());

    /** The measures at one severity. */
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
