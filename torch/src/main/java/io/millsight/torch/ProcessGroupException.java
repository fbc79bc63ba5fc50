package io.millsight.torch;

import io.millsight.files.MillsightException;

/** Another process of a {@link ProcessGroup} ended, did not come or did not answer in time. The group cannot be used any more. */
public class ProcessGroupException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public ProcessGroupException(String message) {
        super(message);
    }

    public ProcessGroupException(String message, Throwable cause) {
        super(message, cause);
    }
}
