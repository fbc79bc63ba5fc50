package io.millsight.cli.terminal;

import io.millsight.experiment.progress.FailureMessage;
import io.millsight.files.MessageText;
import io.millsight.files.ProgramEndingException;
import java.io.PrintWriter;

/** Turns whatever went wrong into one line and an exit code. */
public final class Failures {

    /** What the user can mend: input, options, the disk. */
    public static final int TO_MEND = 2;

    /** What only a change of the program or of the machine can mend. */
    public static final int INTERNAL = 1;

    /** The program was ended from outside; what it had to say has been said. */
    public static final int INTERRUPTED = 130;

    /** Where a command prints is full or closed; Java's writers only remember it. */
    public static final String OUTPUT_LOST =
            "the output cannot be written: its disk is full, or nobody reads it any more";

    private Failures() {}

    /** Prints one line about a failure, and its stack trace if asked for; answers the exit code. */
    public static int report(Throwable failure, PrintWriter err, boolean debug) {
        if (failure instanceof ProgramEndingException) {
            return INTERRUPTED;
        }
        err.println("millsight: " + oneLine(FailureMessage.of(failure)));
        if (debug) {
            failure.printStackTrace(err);
        }
        return FailureMessage.isMendable(failure) ? TO_MEND : INTERNAL;
    }

    /** Returns a text in one line in which nothing steers a terminal. */
    public static String oneLine(String message) {
        return MessageText.oneLine(message);
    }
}
