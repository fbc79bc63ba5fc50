package io.millsight.cli.terminal;

import io.millsight.experiment.progress.Stage;
import io.millsight.experiment.progress.Work;
import java.io.PrintWriter;
import java.time.InstantSource;

/** Shows on the error stream how far a long piece of work is, how fast it goes and when it will be done. */
public sealed interface Progress extends Stage permits BarProgress, LineProgress, NoProgress {

    /** Set by the launcher where the error stream is a terminal; Java itself cannot tell. */
    String TERMINAL_PROPERTY = "millsight.terminal";

    /** Begins to show: a bar on a terminal, else a line now and then; nothing if the user asked for quiet. */
    static Progress of(Work work, PrintWriter err) {
        if (err instanceof ErrorOutput output && output.isQuiet()) {
            return new NoProgress();
        }
        return Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new BarProgress(work, err)
                : new LineProgress(work, err, InstantSource.system());
    }
}
