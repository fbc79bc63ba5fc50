package io.millsight.cli.terminal;

import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.progress.Stage;
import io.millsight.experiment.progress.Work;
import java.io.PrintWriter;

/**
 * Shows progress and problems on the error stream.
 *
 * @param err where the lines are printed
 */
public record TerminalListener(PrintWriter err) implements ProgressListener {

    @Override
    public Stage begin(Work work) {
        return Progress.of(work, err);
    }

    @Override
    public void warning(String message) {
        err.println("millsight: " + Failures.oneLine(message));
    }
}
