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
}
