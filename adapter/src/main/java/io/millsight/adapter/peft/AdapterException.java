package io.millsight.adapter.peft;

import io.millsight.files.MillsightException;

/** An adapter that cannot be used as asked. The message is one line that names the file or the setting, and the remedy. */
public class AdapterException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public AdapterException(String message) {
        super(message);
    }

    public AdapterException(String message, Throwable cause) {
        super(message, cause);
    }
}
