package io.millsight.service.queue;

/** The model failed on an image. The cause says why. */
public final class InferenceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InferenceException(Throwable cause) {
        super(cause);
    }
}
