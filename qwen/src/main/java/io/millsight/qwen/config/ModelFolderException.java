package io.millsight.qwen.config;

import io.millsight.files.MillsightException;

/** A model folder that cannot be used as it is. The message is one line that names the file, and what is wrong with it. */
public class ModelFolderException extends MillsightException {

    private static final long serialVersionUID = 1L;

    public ModelFolderException(String message) {
        super(message);
    }

    public ModelFolderException(String message, Throwable cause) {
        super(message, cause);
    }
}
