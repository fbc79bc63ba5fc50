package io.millsight.experiment.parity;

import io.millsight.files.MillsightException;

/** A record of reference numbers that cannot be read, or that a model does not match. */
public final class ParityException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public ParityException(String message) {
        super(message);
    }

    ParityException(String message, Throwable cause) {
        super(message, cause);
    }
}
