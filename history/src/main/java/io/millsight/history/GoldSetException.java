package io.millsight.history;

/** A dataset version that would contradict the gold set: a model would learn what it is measured on. */
public final class GoldSetException extends HistoryException {

    private static final long serialVersionUID = 1L;

    GoldSetException(String message) {
        super(message);
    }
}
