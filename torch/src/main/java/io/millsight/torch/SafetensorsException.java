package io.millsight.torch;

import io.millsight.files.MillsightException;

/** A safetensors file that cannot be read as asked. The message is one line that names the file and the tensor, and says what to do. */
public class SafetensorsException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public SafetensorsException(String message) {
        super(message);
    }

    public SafetensorsException(String message, Throwable cause) {
        super(message, cause);
    }
}
