package io.millsight.service.queue;

/** Nobody waits for an answer any more. */
public final class RequesterGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RequesterGoneException() {
        super("the requester is gone");
    }
}
