package io.millsight.history;

import java.sql.SQLException;

/** The database cannot work for now: it is being restarted, is locked by another process, or its disk is full. It may work later. */
public final class HistoryUnavailableException extends HistoryException {

    private static final long serialVersionUID = 1L;

    HistoryUnavailableException(SQLException cause) {
        super("the database of the records does not answer (" + firstLine(cause) + ")", cause);
    }
}
