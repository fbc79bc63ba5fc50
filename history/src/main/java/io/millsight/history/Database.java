package io.millsight.history;

import java.sql.SQLException;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The database of a history. One transaction at a time writes, also where several servers share the database: so the rules of the history need no
 * locks of their own. Readers see the last committed state and wait for nobody. A committed transaction is on the disk.
 *
 * <p>Safe for use by several threads.
 */
abstract class Database implements AutoCloseable {

    /**
     * The beginnings of the SQL states of a database that cannot work for now: a lost connection, too few resources (a full disk, too many
     * connections), a server that starts or ends, a lock or a query that took too long, a conflict of two transactions.
     */
    private static final Set<String> TROUBLES = Set.of("08", "53", "57", "58", "55P03", "40001", "40P01");

    private static final int STATE_CLASS = 2;

    /** Runs work in a transaction that may write. */
    protected abstract <T> T inWriteTransaction(Function<Handle, T> work);

    /** Runs work in a transaction that only reads. */
    protected abstract <T> T inReadTransaction(Function<Handle, T> work);

    /** Returns whether a failure that has no SQL state means that the database cannot work for now. */
    protected abstract boolean isTrouble(SQLException failure);

    /** Returns whether other processes of this program may use the database at the same time. */
    abstract boolean isShared();

    @Override
    public abstract void close() throws SQLException;

    /**
     * Runs work in a transaction that may write. The work is done completely or not at all.
     *
     * @throws HistoryUnavailableException if the database cannot work for now. If it was lost at the very end, the work may have been done
     */
    final <T> T write(Function<Handle, T> work) {
        try {
            return inWriteTransaction(work);
        } catch (JdbiException e) {
            throw explained(e);
        }
    }

    /**
     * Runs work that only reads, on one state of the database.
     *
     * @throws HistoryUnavailableException if the database cannot work for now
     */
    final <T> T read(Function<Handle, T> work) {
        try {
            return inReadTransaction(work);
        } catch (JdbiException e) {
            throw explained(e);
        }
    }

    private RuntimeException explained(JdbiException failure) {
        @Nullable Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof SQLException sql && (hasTroubleState(sql) || isTrouble(sql))) {
                return new HistoryUnavailableException(sql);
            }
            cause = cause.getCause();
        }
        return failure;
    }

    private static boolean hasTroubleState(SQLException failure) {
        String state = failure.getSQLState();
        return state != null
                && state.length() > STATE_CLASS
                && (TROUBLES.contains(state) || TROUBLES.contains(state.substring(0, STATE_CLASS)));
    }
}
