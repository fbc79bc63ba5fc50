package io.millsight.cli.terminal;

import java.io.PrintWriter;

/** The error stream of a command line, which knows whether progress is wanted. */
public final class ErrorOutput extends PrintWriter {

    private volatile boolean quiet;

    /** Wraps the stream that messages go to. */
    public ErrorOutput(PrintWriter target) {
        super(target, true);
    }

    /** Leaves out progress from now on. Errors and warnings are still printed. */
    public void setQuiet(boolean quiet) {
        this.quiet = quiet;
    }

    boolean isQuiet() {
        return quiet;
    }
}
