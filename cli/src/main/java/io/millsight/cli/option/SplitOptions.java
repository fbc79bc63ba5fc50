package io.millsight.cli.option;

import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.ProgressListener;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that measures models on a dataset. */
public final class SplitOptions {

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The dataset's folder.")
    private Path data;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "val",
            description = "Which of its images to measure on (default: ${DEFAULT-VALUE}).")
    private String split;

    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "1",
            description = "Images to answer side by side (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public SplitOptions() {}

    public int batchSize() {
        return Math.max(1, batchSize);
    }

    /** Reads the split; at most so many of its images, or all if null. */
    public EvaluationSplit read(@Nullable Integer limit, ProgressListener listener) {
        return EvaluationSplit.read(data, split, limit, listener);
    }
}
