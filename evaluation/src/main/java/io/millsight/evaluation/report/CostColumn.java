package io.millsight.evaluation.report;

import io.millsight.evaluation.comparison.ModelCost;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A cost of a model, as a column of a table. */
enum CostColumn {
    TRAINABLE_PARAMETERS(
            "trainable_parameters", "Trainable parameters", cost -> parameters(cost.trainableParameters())),
    ALL_PARAMETERS("all_parameters", "All parameters", cost -> parameters(cost.allParameters())),
    TRAINING_TIME("training_seconds", "Training time", cost -> time(cost.trainingTime())),
    TRAINING_MEMORY("training_memory_bytes", "Training memory", cost -> memory(cost.trainingMemory())),
    PEAK_MEMORY("peak_memory_bytes", "Peak memory", cost -> memory(cost.peakMemory()));

    private static final double GIB = 1L << 30;

    private final String key;
    private final String label;

    @SuppressWarnings("ImmutableEnumChecker") // the functions are stateless
    private final Function<ModelCost, TableCell> cell;

    CostColumn(String key, String label, Function<ModelCost, TableCell> cell) {
        this.key = key;
        this.label = label;
        this.cell = cell;
    }

    /** Returns the name in files. */
    String key() {
        return key;
    }

    /** Returns the name for people. */
    String label() {
        return label;
    }

    /** Returns the cost with its exact number; absent if it is not known. */
    TableCell of(ModelCost cost) {
        return cell.apply(cost);
    }

    private static TableCell parameters(@Nullable Long count) {
        return count == null
                ? TableCell.absent()
                : TableCell.count(count).withShown(String.format(Locale.ROOT, "%,d", count));
    }

    private static TableCell time(@Nullable Duration time) {
        return time == null
                ? TableCell.absent()
                : TableCell.count(time.toSeconds())
                        .withShown(String.format(
                                Locale.ROOT,
                                "%d:%02d:%02d h",
                                time.toHours(),
                                time.toMinutesPart(),
                                time.toSecondsPart()));
    }

    private static TableCell memory(@Nullable Long bytes) {
        return bytes == null
                ? TableCell.absent()
                : TableCell.count(bytes).withShown(String.format(Locale.ROOT, "%.1f GiB", bytes / GIB));
    }
}
