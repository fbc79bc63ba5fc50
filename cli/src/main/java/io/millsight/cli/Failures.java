package io.millsight.cli;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.files.MillsightException;
import io.millsight.files.ProgramEndingException;
import io.millsight.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;

/** Turns whatever went wrong into one line and an exit code. */
final class Failures {

    /** What the user can mend: input, options, the disk. */
    static final int TO_MEND = 2;

    /** What only a change of the program or of the machine can mend. */
    static final int INTERNAL = 1;

    /** The program was ended from outside; what it had to say has been said. */
    static final int INTERRUPTED = 130;

    /** Where a command prints is full or closed; Java's writers only remember it. */
    static final String OUTPUT_LOST = "the output cannot be written: its disk is full, or nobody reads it any more";

    private Failures() {}

    /** Prints one line about a failure, and its stack trace if asked for; answers the exit code. */
    static int report(Throwable failure, PrintWriter err, boolean debug) {
        if (failure instanceof ProgramEndingException) {
            return INTERRUPTED;
        }
        err.println("millsight: " + oneLine(message(failure)));
        if (debug) {
            failure.printStackTrace(err);
        }
        return isToMend(failure) ? TO_MEND : INTERNAL;
    }

    /** Names a file that is left out while the work goes on. */
    static void name(MillsightException failure, PrintWriter err) {
        err.println("millsight: " + oneLine(text(failure)));
    }

    private static boolean isToMend(Throwable failure) {
        return failure instanceof MillsightException
                || failure instanceof IOException
                || failure instanceof InvalidPathException
                || failure instanceof UncheckedIOException;
    }

    /** What went wrong, in words; of this program's own errors that it is one. */
    static String message(Throwable failure) {
        if (failure instanceof FileSystemException file) {
            return file.getFile() + ": " + InputFile.reason(file);
        }
        if (failure instanceof InvalidPathException path) {
            return MessageText.quote(path.getInput()) + " is not a file name that this system allows ("
                    + path.getReason() + ")";
        }
        if (failure instanceof UncheckedIOException wrapped
                && wrapped.getCause() != null
                && String.valueOf(wrapped.getMessage())
                        .equals(wrapped.getCause().toString())) {
            return message(wrapped.getCause()); // it was given no message of its own
        }
        if (failure instanceof UncheckedIOException wrapped && wrapped.getCause() != null) {
            String reason = InputFile.reason(wrapped.getCause());
            return text(failure).contains(reason) ? text(failure) : text(failure) + " (" + reason + ")";
        }
        if (isToMend(failure)) {
            return text(failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return "the Java heap of " + Quantity.bytes(Runtime.getRuntime().maxMemory())
                    + " is full; give it more with MILLSIGHT_JAVA_OPTIONS=-Xmx4g";
        }
        if (failure instanceof TorchException torch && torch.isOutOfMemory()) {
            return "there is not enough memory for so much at once (" + torch.getMessage() + ")";
        }
        if (failure instanceof LinkageError) {
            return "a native library cannot be loaded on this " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch") + ": " + failure;
        }
        return "internal error: " + failure + " (--debug shows where)";
    }

    private static String text(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    static String oneLine(String message) {
        return MessageText.oneLine(message);
    }
}
