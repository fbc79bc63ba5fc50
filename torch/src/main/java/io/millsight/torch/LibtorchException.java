package io.millsight.torch;

import io.millsight.files.MillsightException;

/** libtorch cannot be used in this process. The message is one line that says why and what to do. */
public class LibtorchException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public LibtorchException(String message) {
        super(message);
    }

    public LibtorchException(String message, Throwable cause) {
        super(message, cause);
    }
}
