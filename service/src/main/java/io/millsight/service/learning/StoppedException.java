package io.millsight.service.learning;

import org.jspecify.annotations.Nullable;

/** Ends a training early. The message is one line for people. */
final class StoppedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable Integer exitCode;

    /**
     * @param exitCode of the process that failed; null if no exit code is known
     */
    StoppedException(String message, @Nullable Integer exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Returns the exit code of the process that failed; null if it is not known. */
    @Nullable
    Integer exitCode() {
        return exitCode;
    }
}
