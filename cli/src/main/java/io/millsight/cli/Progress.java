package io.millsight.cli;

import java.io.PrintWriter;
import java.time.InstantSource;

/** Shows on the error stream how far a long piece of work is, how fast it goes and when it will be done. For one thread. */
sealed interface Progress extends AutoCloseable permits BarProgress, LineProgress {

    /** Set by the launcher where the error stream is a terminal; Java itself cannot tell. */
    String TERMINAL_PROPERTY = "millsight.terminal";

    /** Begins to show: a bar on a terminal, else a line now and then. */
    static Progress of(Work work, PrintWriter err) {
        return Boolean.getBoolean(TERMINAL_PROPERTY)
                ? new BarProgress(work)
                : new LineProgress(work, err, InstantSource.system());
    }

    /** Counts an amount of the work as done. */
    void advance(long amount);

    /** Says beside the figures how the work goes: {@code loss 0.52}. */
    void note(String note);

    @Override
    void close();
}
