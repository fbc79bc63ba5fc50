package io.millsight.service;

import io.millsight.files.MillsightException;

/** A service that cannot start. The message is one line that names the cause and the remedy. */
public class ServiceException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public ServiceException(String message) {
        super(message);
    }

    public ServiceException(String message, Throwable cause) {
        super(message, cause);
    }
}
