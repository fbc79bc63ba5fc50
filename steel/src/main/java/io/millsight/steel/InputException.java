package io.millsight.steel;

import io.millsight.files.MillsightException;

/**
 * Input that the user has to mend: a file, a key or a value. The message is one line that names it and says what to do; it is shown
 * without a stack trace and the program exits with 2.
 */
public class InputException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public InputException(String message) {
        super(message);
    }

    public InputException(String message, Throwable cause) {
        super(message, cause);
    }
}
