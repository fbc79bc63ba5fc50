package io.millsight.runs;

import io.millsight.files.MillsightException;

/** A setting that cannot be used. The message is one line that names the key, where it came from and what is expected. */
public class InvalidSettingException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public InvalidSettingException(String message) {
        super(message);
    }

    public InvalidSettingException(String message, Throwable cause) {
        super(message, cause);
    }
}
