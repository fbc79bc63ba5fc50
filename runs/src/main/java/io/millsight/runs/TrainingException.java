package io.millsight.runs;

import io.millsight.files.MillsightException;

/** A run that cannot go on. The message is one line that says why, and the remedy. */
public class TrainingException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }

    public TrainingException(String message, Throwable cause) {
        super(message, cause);
    }
}
