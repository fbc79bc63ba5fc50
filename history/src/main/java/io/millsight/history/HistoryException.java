package io.millsight.history;

import io.millsight.files.MillsightException;

/** A history that cannot be opened, read or written. The message is one line that names the folder and the remedy. */
public class HistoryException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public HistoryException(String message) {
        super(message);
    }

    public HistoryException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Returns the first line of what a failure says; databases say much. */
    static String firstLine(Throwable failure) {
        return String.valueOf(failure.getMessage()).strip().lines().findFirst().orElse("");
    }
}
