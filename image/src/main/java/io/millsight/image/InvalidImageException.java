package io.millsight.image;

import io.millsight.files.MillsightException;

/** An image file that cannot be read. The message is one line that names the file and says what is wrong. */
public class InvalidImageException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public InvalidImageException(String message) {
        super(message);
    }

    public InvalidImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
