package io.millsight.detect;

import io.millsight.files.MillsightException;

/** A detector's folder or weights cannot be used. The message names the file, what is wrong and what to do. */
public final class DetectorException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public DetectorException(String message) {
        super(message);
    }

    public DetectorException(String message, Throwable cause) {
        super(message, cause);
    }
}
