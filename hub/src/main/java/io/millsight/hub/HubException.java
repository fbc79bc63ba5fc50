package io.millsight.hub;

import io.millsight.files.MillsightException;

/** A model that cannot be downloaded. The message names the model, file or address, and says what to do. */
public final class HubException extends MillsightException {

    private static final long serialVersionUID = 1L;

    HubException(String message) {
        super(message);
    }

    HubException(String message, Throwable cause) {
        super(message, cause);
    }
}
