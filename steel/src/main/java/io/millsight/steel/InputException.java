package io.millsight.steel;

import io.millsight.files.MillsightException;

/**
 * Input that the user has to correct: a file, a key or a value. The message is one line that names it and says what to
 * do. The command line shows it without a stack trace and exits with code 2.
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
