package io.millsight.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A database in an SQLite file: one connection that writes and a few that read.
 *
 * <p>The connection that writes is used under a lock, so that writers wait in this process instead of failing with "database is locked". The journal
 * is a write-ahead log. {@code synchronous=FULL} brings a committed transaction to the disk. Settings are properties of each connection, so that no
 * connection misses one.
 */
final class SqliteDatabase extends Database {

    private static final int READERS = 4;

    /** Other processes, such as a backup, may hold the file for a moment. */
    private static final int BUSY_TIMEOUT_MILLIS = 5_000;

    /** Another process holds the file, or the disk is full or broken. */
    private static final Set<Integer> TROUBLES = Set.of(
            SQLiteErrorCode.SQLITE_BUSY.code,
            SQLiteErrorCode.SQLITE_LOCKED.code,
            SQLiteErrorCode.SQLITE_FULL.code,
            SQLiteErrorCode.SQLITE_IOERR.code);

    private static final int PRIMARY = 0xff;

    private static final String MIGRATIONS = "classpath:io/millsight/history/sqlite";

    private final ReentrantLock writing = new ReentrantLock();
    private final List<Connection> connections = new ArrayList<>();
    private final Jdbi writer;
    private final Jdbi reader;

    private SqliteDatabase(String url) throws SQLException {
        Connection write = connect(url, SQLiteConfig.TransactionMode.IMMEDIATE, false);
        writer = Jdbi.create(write);
        BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(READERS);
        for (int i = 0; i < READERS; i++) {
            idle.add(connect(url, SQLiteConfig.TransactionMode.DEFERRED, true));
        }
        reader = Jdbi.create(new ReaderPool(idle));
    }

    /**
     * Opens the file, creates it if it is missing, and brings its tables up to date.
     *
     * @throws SQLException if it cannot be opened
     */
    static SqliteDatabase open(Path file) throws SQLException {
        String url = "jdbc:sqlite:" + file.toAbsolutePath();
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl(url);
        Flyway.configure()
                .dataSource(source)
                .locations(MIGRATIONS)
                .loggers("slf4j")
                .load()
                .migrate();
        return new SqliteDatabase(url);
    }

    private Connection connect(String url, SQLiteConfig.TransactionMode mode, boolean reads) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(mode);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.enforceForeignKeys(true);
        Connection connection = DriverManager.getConnection(url, config.toProperties());
        connections.add(connection);
        if (reads) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma query_only = true");
            }
        }
        return connection;
    }

    @Override
    protected <T> T inWriteTransaction(Function<Handle, T> work) {
        writing.lock();
        try {
            return writer.inTransaction(work::apply);
        } finally {
            writing.unlock();
        }
    }

    @Override
    protected <T> T inReadTransaction(Function<Handle, T> work) {
        return reader.inTransaction(work::apply);
    }

    @Override
    protected boolean isTrouble(SQLException failure) {
        return failure instanceof SQLiteException sqlite && TROUBLES.contains(primary(sqlite.getResultCode()));
    }

    /** Returns the result code without its details, which SQLite keeps in the higher bits. */
    private static int primary(SQLiteErrorCode code) {
        return code.code & PRIMARY;
    }

    @Override
    boolean isShared() {
        return false;
    }

    @Override
    public void close() throws SQLException {
        writing.lock();
        try {
            for (Connection connection : connections) {
                connection.close();
            }
        } finally {
            writing.unlock();
        }
    }

    /** Lends the connections that read. */
    private record ReaderPool(BlockingQueue<Connection> idle) implements ConnectionFactory {

        @Override
        public Connection openConnection() throws SQLException {
            try {
                return idle.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while waiting for a connection", e);
            }
        }

        @Override
        public void closeConnection(Connection connection) {
            idle.add(connection);
        }
    }
}
