package io.millsight.service.labelstudio;

/** Something of Label Studio that cannot be used. The message is one line for people. */
public final class LabelStudioException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LabelStudioException(String message) {
        super(message);
    }
}
