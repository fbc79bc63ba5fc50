package io.millsight.files;

/**
 * A mistake that the user can correct: a file, an option, a setting, the disk. The message is one line that names the
 * file, key or value, says what is wrong and, if needed, what to do. The command line shows it without a stack trace
 * and exits with code 2.
 *
 * <p>Each kind of failure that a caller can handle has a subclass in its own module.
 */
public abstract class MillsightException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    protected MillsightException(String message) {
        super(message);
    }

    protected MillsightException(String message, Throwable cause) {
        super(message, cause);
    }
}
