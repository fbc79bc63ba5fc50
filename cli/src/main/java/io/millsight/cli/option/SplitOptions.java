package io.millsight.cli.option;

import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.ProgressListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that measures models on a dataset. */
public final class SplitOptions {

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            order = 1,
            description = "The folder of the dataset.")
    private Path data;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "val",
            order = 2,
            description = "The images to measure on: train, val or test (default: ${DEFAULT-VALUE}).")
    private String split;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public SplitOptions() {}

    /** Returns the folder of the dataset. */
    public Path data() {
        return data;
    }

    /** Reads the split; at most so many of its images, or all if null. */
    public EvaluationSplit read(@Nullable Integer limit, ProgressListener listener) {
        return EvaluationSplit.read(data, split, limit, listener);
    }
}
