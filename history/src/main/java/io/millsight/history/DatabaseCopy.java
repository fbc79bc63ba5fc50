package io.millsight.history;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** A copy of the SQLite database of a history, and what it says about the files that belong to it. */
public final class DatabaseCopy implements AutoCloseable {

    private static final int BUSY_TIMEOUT_MILLIS = 5_000;
    private static final String SOUND = "ok";

    /**
     * A picture that the records keep.
     *
     * @param path of its file within the data folder
     * @param sha256 the hash of its file
     * @param bytes the size of its file
     */
    public record Picture(String path, String sha256, long bytes) {}

    private final Path file;
    private final Connection connection;
    private final Jdbi jdbi;

    private DatabaseCopy(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
        jdbi = Jdbi.create(connection);
    }

    /**
     * Copies a database as it is at this moment, while others may write to it.
     *
     * @param to must not exist
     * @throws HistoryException if the database cannot be read, or the copy cannot be written
     */
    public static void make(Path database, Path to) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        try (Connection connection = DriverManager.getConnection(url(database), config.toProperties());
                PreparedStatement vacuum = connection.prepareStatement("vacuum into ?")) {
            vacuum.setString(1, to.toAbsolutePath().toString());
            vacuum.execute();
        } catch (SQLException e) {
            throw unreadable(database, e);
        }
    }

    private static String url(Path database) {
        return "jdbc:sqlite:" + database.toAbsolutePath();
    }

    private static HistoryException unreadable(Path database, Exception cause) {
        return new HistoryException(
                database + ": cannot be read as the records of this version (" + HistoryException.firstLine(cause)
                        + ")",
                cause);
    }

    /**
     * Opens a copy.
     *
     * @param writable false lets the file as it is, also on a disk that cannot be written
     * @throws HistoryException if it cannot be opened
     */
    public static DatabaseCopy open(Path file, boolean writable) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(!writable);
        try {
            return new DatabaseCopy(file, DriverManager.getConnection(url(file), config.toProperties()));
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }

    private <T> T query(Function<Handle, T> work) {
        try {
            return jdbi.withHandle(work::apply);
        } catch (JdbiException e) {
            throw unreadable(file, e);
        }
    }

    /** Returns whether SQLite finds nothing wrong with the file. */
    public boolean isSound() {
        return query(handle -> handle.createQuery("pragma quick_check")
                .mapTo(String.class)
                .list()
                .equals(List.of(SOUND)));
    }

    /** Returns the number of the first entry of the audit that was changed; empty if all is well. */
    public OptionalLong firstBrokenAuditEntry() {
        return query(AuditLog::firstBroken);
    }

    /** Returns what tells these records from others: the hash of the first entry of the audit. Empty without any. */
    public String identity() {
        return query(handle -> handle.createQuery("select sha256 from audit where seq = 1")
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    /** Returns the number of inspections. */
    public long inspections() {
        return query(handle -> handle.createQuery("select count(*) from inspection")
                .mapTo(Long.class)
                .one());
    }

    /** Returns when the newest inspection was stored; null without any. */
    public @Nullable Instant newest() {
        return query(handle -> handle.createQuery("select max(created_at) as newest from inspection")
                .map((row, context) -> Rows.optionalTime(row, "newest"))
                .one());
    }

    /** Shows each picture that is kept. */
    public void pictures(Consumer<Picture> use) {
        query(handle -> {
            handle.createQuery("select * from image where removed_at is null order by sha256")
                    .map((row, context) -> Inspections.image(row, "sha256"))
                    .forEach(image -> use.accept(new Picture(
                            ImageStore.FOLDER + "/" + ImageStore.path(image), image.sha256(), image.bytes())));
            return handle;
        });
    }

    /** Returns the folders within the data folder that the records name: dataset versions, trainings that are over, adapters. */
    public List<String> folders() {
        Set<String> folders = new LinkedHashSet<>();
        query(handle -> {
            handle.createQuery("select id from dataset_version order by id")
                    .mapTo(String.class)
                    .forEach(id -> folders.add("datasets/" + id));
            handle.createQuery(
                            "select id from training where state in ('evaluated', 'failed', 'cancelled') order by id")
                    .mapTo(String.class)
                    .forEach(id -> folders.add("trainings/" + id));
            handle.createQuery("select folder from adapter where folder is not null order by id")
                    .mapTo(String.class)
                    .forEach(folders::add);
            return handle;
        });
        return new ArrayList<>(folders);
    }

    /** Marks pictures as removed whose files are not there. */
    public void markRemoved(List<Picture> pictures, Instant now) {
        query(handle -> handle.inTransaction(transaction -> {
            for (Picture picture : pictures) {
                transaction
                        .createUpdate("update image set removed_at = :now where sha256 = :sha256")
                        .bind("now", now.toEpochMilli())
                        .bind("sha256", picture.sha256())
                        .execute();
            }
            return transaction;
        }));
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unreadable(file, e);
        }
    }
}
