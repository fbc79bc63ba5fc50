package io.millsight.service.tls;

import io.millsight.files.MillsightException;

/** Files that the server cannot encrypt with. The message is one line that names the file and the remedy. */
public final class TlsException extends MillsightException {

    private static final long serialVersionUID = 1L;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
