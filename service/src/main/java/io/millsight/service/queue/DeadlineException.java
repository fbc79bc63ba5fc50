package io.millsight.service.queue;

/** The time for an answer is over. */
public final class DeadlineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeadlineException() {
        super("the deadline has passed");
    }
}
