package io.millsight.cli.terminal;

import java.io.PrintWriter;

/** The error stream of a command line. It knows whether progress is wanted, and keeps messages apart from a bar that is being drawn. */
public final class ErrorOutput extends PrintWriter {

    /** Moves to the beginning of the line and empties it. */
    private static final String CLEAR_LINE = "\r\033[2K";

    private volatile boolean quiet;
    private volatile boolean bar;
    private boolean lineBegins = true;

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

    /** Says whether a bar stands on the current line. A message takes its place, and the bar is drawn again below. */
    void setBar(boolean bar) {
        this.bar = bar;
    }

    @Override
    public void write(String text, int offset, int length) {
        if (bar && lineBegins && length > 0) {
            super.write(CLEAR_LINE, 0, CLEAR_LINE.length());
        }
        super.write(text, offset, length);
        lineBegins = length == 0 ? lineBegins : text.charAt(offset + length - 1) == '\n';
    }

    @Override
    public void println() {
        super.println();
        lineBegins = true;
    }
}
