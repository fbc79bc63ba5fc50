package io.millsight.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that measures models on a dataset. */
final class SplitOptions {

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
    SplitOptions() {}

    int batchSize() {
        return Math.max(1, batchSize);
    }

    /** Reads the split; at most so many of its images, or all if null. */
    EvaluationSplit read(@Nullable Integer limit, PrintWriter err) {
        return EvaluationSplit.read(data, split, limit, err);
    }
}
