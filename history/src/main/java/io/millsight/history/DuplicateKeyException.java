package io.millsight.history;

/** A request with the same key had its effect meanwhile, by way of another server. */
public final class DuplicateKeyException extends HistoryException {

    private static final long serialVersionUID = 1L;

    DuplicateKeyException() {
        super("a request with the same key has been answered meanwhile");
    }
}
