package io.millsight.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.Type;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Types;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.argument.ArgumentFactory;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database on a PostgreSQL server, which several servers of this program may share: one connection that writes and a few that read.
 *
 * <p>A transaction that writes first takes an advisory lock, which the server gives to one transaction at a time and takes back when the transaction
 * or its connection ends. It waits for the lock no longer than for anything else. Connections that are lost are replaced; a server that is being
 * restarted is waited for.
 */
final class PostgresDatabase extends Database {

    private static final int READERS = 8;

    /** How long a caller waits for a connection, and so for a server that is being restarted. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    /** Ends what a broken network, a stopped process or a lock would hold for ever. */
    private static final String TIMEOUTS =
            "-c lock_timeout=20s -c statement_timeout=60s -c idle_in_transaction_session_timeout=30s";

    private static final int SOCKET_TIMEOUT_SECONDS = 90;

    /** The number of the lock; any number does that is the same in all servers. */
    private static final String LOCK = "select pg_advisory_xact_lock(4711201)";

    private static final String MIGRATIONS = "classpath:io/millsight/history/postgresql";

    private final ReentrantLock writing = new ReentrantLock();
    private final HikariDataSource writePool;
    private final HikariDataSource readPool;
    private final Jdbi writer;
    private final Jdbi reader;

    private PostgresDatabase(HikariDataSource writePool, HikariDataSource readPool) {
        this.writePool = writePool;
        this.readPool = readPool;
        writer = jdbi(writePool);
        reader = jdbi(readPool);
    }

    private static Jdbi jdbi(HikariDataSource pool) {
        return Jdbi.create(pool).registerArgument(new TruthNumber());
    }

    /** Connects to the server and brings the tables up to date. Servers that start at the same time wait for each other. */
    static PostgresDatabase open(PostgresAddress address) {
        HikariDataSource writes = pool(address, "records-write", 1, "TRANSACTION_READ_COMMITTED");
        boolean opened = false;
        try {
            PGSimpleDataSource source = new PGSimpleDataSource();
            source.setUrl(address.url());
            source.setPassword(address.password());
            Flyway.configure()
                    .dataSource(source)
                    .locations(MIGRATIONS)
                    .loggers("slf4j")
                    .load()
                    .migrate();
            HikariDataSource reads = pool(address, "records-read", READERS, "TRANSACTION_REPEATABLE_READ");
            opened = true;
            return new PostgresDatabase(writes, reads);
        } finally {
            if (!opened) {
                writes.close();
            }
        }
    }

    private static HikariDataSource pool(PostgresAddress address, String name, int size, String isolation) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(address.url());
        config.setPassword(address.password());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setTransactionIsolation(isolation);
        config.setReadOnly(size > 1);
        config.addDataSourceProperty("ApplicationName", "millsight");
        config.addDataSourceProperty("options", TIMEOUTS);
        config.addDataSourceProperty("connectTimeout", CONNECT.toSeconds());
        config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT_SECONDS);
        config.addDataSourceProperty("tcpKeepAlive", true);
        return new HikariDataSource(config);
    }

    /** Runs work after all other transactions that write. */
    @Override
    protected <T> T inWriteTransaction(Function<Handle, T> work) {
        writing.lock();
        try {
            return writer.inTransaction(handle -> {
                handle.execute(LOCK);
                return work.apply(handle);
            });
        } finally {
            writing.unlock();
        }
    }

    @Override
    protected <T> T inReadTransaction(Function<Handle, T> work) {
        return reader.inTransaction(work::apply);
    }

    /** All failures of PostgreSQL have a state; only the pool has none when it gets no connection. */
    @Override
    protected boolean isTrouble(SQLException failure) {
        return failure instanceof SQLTransientConnectionException;
    }

    @Override
    boolean isShared() {
        return true;
    }

    @Override
    public void close() {
        readPool.close();
        writePool.close();
    }

    /** Binds truth values as 1 and 0: the tables of both kinds of database have numbers for them. */
    private static final class TruthNumber implements ArgumentFactory.Preparable {

        @Override
        public Optional<Function<@Nullable Object, Argument>> prepare(Type type, ConfigRegistry config) {
            return type == boolean.class || type == Boolean.class
                    ? Optional.of(TruthNumber::argument)
                    : Optional.empty();
        }

        private static Argument argument(@Nullable Object value) {
            return value == null
                    ? (position, statement, context) -> statement.setNull(position, Types.BIGINT)
                    : (position, statement, context) -> statement.setLong(position, value.equals(true) ? 1 : 0);
        }
    }
}
