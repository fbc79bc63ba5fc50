package io.millsight.files;

/**
 * What a user can mend: a file, an option, a setting, the disk. The message is one line that names the file, the key or the value, says what is wrong
 * with it and, where it is not plain, what to do. It is shown without a stack trace, and the program ends with 2.
 *
 * <p>Each kind of failure that a caller can act on has a subclass in its own room.
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
