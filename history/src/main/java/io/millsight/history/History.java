package io.millsight.history;

import com.zaxxer.hikari.pool.HikariPool;
import io.millsight.files.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * The records of a service: a database and the folder {@code images}. The database is the file {@code history.db} in the same folder, and then one
 * process at a time uses the folder; or it is on a PostgreSQL server, and then several processes may share both.
 *
 * <p>Safe for use by several threads. The owner closes it when no other thread uses it any more.
 */
public final class History implements AutoCloseable {

    /** The name of the database file. */
    public static final String DATABASE = "history.db";

    /** The name of the empty file that marks the records as a demo. */
    public static final String DEMO = "demo";

    private final Path folder;
    private final @Nullable ProcessLock lock;
    private final Database database;
    private final ImageStore images;
    private final AuditLog audit;
    private final Idempotency idempotency;
    private final Inspections inspections;
    private final Jobs jobs;
    private final Batches batches;
    private final Reviews reviews;
    private final ReviewQueue queue;
    private final Deployments deployments;
    private final Adapters adapters;
    private final DatasetVersions datasets;
    private final Trainings trainings;
    private final ShadowAnswers shadows;
    private final Recipes recipes;
    private final Coils coils;
    private final Statistics statistics;
    private final AccessTokens tokens;
    private final Sessions sessions;
    private final LabelTasks labelTasks;
    private final Outbox outbox;
    private final Retention retention;
    private final RecordEvents events;

    private History(Path folder, @Nullable ProcessLock lock, Database database, Clock clock) {
        this.folder = folder;
        this.lock = lock;
        this.database = database;
        Ulid ids = new Ulid(clock);
        images = new ImageStore(folder.resolve(ImageStore.FOLDER));
        audit = new AuditLog(database, clock);
        idempotency = new Idempotency(database, clock);
        outbox = new Outbox(database, audit, ids, clock);
        ImageRows imageRows = new ImageRows(images, clock);
        inspections = new Inspections(database, idempotency, outbox, imageRows, ids);
        jobs = new Jobs(database, audit, idempotency, imageRows, ids);
        batches = new Batches(database, ids);
        reviews = new Reviews(database, audit, idempotency, ids, clock);
        queue = new ReviewQueue(database, ids, clock);
        deployments = new Deployments(database, audit, ids, clock);
        adapters = new Adapters(database, audit, ids);
        datasets = new DatasetVersions(database, audit, ids, clock);
        trainings = new Trainings(database, audit, ids, clock);
        shadows = new ShadowAnswers(database, clock);
        recipes = new Recipes(database, audit, clock);
        recipes.addDefault();
        coils = new Coils(database);
        statistics = new Statistics(database);
        tokens = new AccessTokens(database, audit, clock);
        sessions = new Sessions(database, audit, clock);
        labelTasks = new LabelTasks(database);
        retention = new Retention(database, images, audit, clock);
        events = new RecordEvents(database, clock);
    }

    /**
     * Opens the history in a folder, with an SQLite database, and brings its tables up to date.
     *
     * @param folder is made if it is missing
     * @param clock tells the time of whatever is stored
     * @throws HistoryException if the folder cannot be used, or another process uses it
     */
    public static History open(Path folder, Clock clock) {
        makeFolder(folder);
        ProcessLock lock = lock(folder);
        boolean opened = false;
        try {
            History history = new History(folder, lock, SqliteDatabase.open(folder.resolve(DATABASE)), clock);
            opened = true;
            return history;
        } catch (SQLException | FlywayException e) {
            throw new HistoryException(
                    folder.resolve(DATABASE) + ": cannot be opened as a history (" + HistoryException.firstLine(e)
                            + "); give another folder, or restore a backup",
                    e);
        } finally {
            if (!opened) {
                lock.close();
            }
        }
    }

    /**
     * Opens a history whose database is on a PostgreSQL server, and brings its tables up to date.
     *
     * @param folder of the images, which all servers with this database share; made if it is missing
     * @param address of the database
     * @param clock tells the time of whatever is stored
     * @throws HistoryException if the folder cannot be used, or the database cannot be opened
     */
    public static History open(Path folder, PostgresAddress address, Clock clock) {
        makeFolder(folder);
        try {
            return new History(folder, null, PostgresDatabase.open(address), clock);
        } catch (FlywayException | HikariPool.PoolInitializationException e) {
            throw new HistoryException(
                    address.url() + ": cannot be opened as a history (" + HistoryException.firstLine(cause(e))
                            + "); check the address, the user and the password",
                    e);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder.resolve(ImageStore.FOLDER));
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    private static HistoryException unusable(Path folder, IOException cause) {
        return new HistoryException(
                folder + ": the folder of the history cannot be used (" + cause.getMessage() + ")", cause);
    }

    private static ProcessLock lock(Path folder) {
        try {
            return ProcessLock.tryAcquire(lockFile(folder))
                    .orElseThrow(() -> new HistoryException(
                            folder + ": another process uses this history; end it, or give another folder"));
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Returns the file that the process has locked that uses a folder with an SQLite database. */
    public static Path lockFile(Path folder) {
        return folder.resolve(".lock");
    }

    /** Returns the image files. */
    public ImageStore images() {
        return images;
    }

    /** Returns the inspections. */
    public Inspections inspections() {
        return inspections;
    }

    /** Returns the pictures that are inspected later. */
    public Jobs jobs() {
        return jobs;
    }

    /** Returns the batches of jobs. */
    public Batches batches() {
        return batches;
    }

    /** Returns the reviews. */
    public Reviews reviews() {
        return reviews;
    }

    /** Returns the inspections that wait for a review. */
    public ReviewQueue queue() {
        return queue;
    }

    /** Returns the deployments. */
    public Deployments deployments() {
        return deployments;
    }

    /** Returns the models that are known. */
    public Adapters adapters() {
        return adapters;
    }

    /** Returns the dataset versions and the gold set. */
    public DatasetVersions datasets() {
        return datasets;
    }

    /** Returns the trainings. */
    public Trainings trainings() {
        return trainings;
    }

    /** Returns what shadow models answered. */
    public ShadowAnswers shadows() {
        return shadows;
    }

    /** Returns the folder, where dataset versions and trainings have folders of their own. */
    public Path folder() {
        return folder;
    }

    /** Returns the recipes. */
    public Recipes recipes() {
        return recipes;
    }

    /** Returns the coils. */
    public Coils coils() {
        return coils;
    }

    /** Returns what happened in numbers. */
    public Statistics statistics() {
        return statistics;
    }

    /** Returns the tokens. */
    public AccessTokens tokens() {
        return tokens;
    }

    /** Returns the sessions. */
    public Sessions sessions() {
        return sessions;
    }

    /** Returns the inspections that another program is told of. */
    public Outbox outbox() {
        return outbox;
    }

    /** Returns which inspection answered which task of Label Studio. */
    public LabelTasks labelTasks() {
        return labelTasks;
    }

    /** Returns what requests with a key led to. */
    public Idempotency idempotency() {
        return idempotency;
    }

    /** Returns what removes old pictures and records. */
    public Retention retention() {
        return retention;
    }

    /** Returns what happened to the records. */
    public RecordEvents events() {
        return events;
    }

    /** Returns who changed what. */
    public AuditLog audit() {
        return audit;
    }

    /** Returns whether the records are a demo. */
    public boolean isDemo() {
        return Files.exists(folder.resolve(DEMO));
    }

    /**
     * Marks the records as a demo, for ever.
     *
     * @throws HistoryException if there are records already that are no demo
     */
    public void markDemo() {
        if (isDemo()) {
            return;
        }
        if (!inspections.list(InspectionFilter.ALL, null, 1).isEmpty()) {
            throw new HistoryException(folder + ": has records that are no demo; give another folder for the demo");
        }
        try {
            Files.createFile(folder.resolve(DEMO));
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /** Returns whether the database accepts changes. */
    public boolean isWritable() {
        try {
            database.write(handle -> handle.execute("update deployment set to_at = to_at where id = ''"));
            return true;
        } catch (HistoryException | JdbiException e) {
            return false;
        }
    }

    /**
     * Returns the free space on the disk of the folder in bytes.
     *
     * @throws IOException if the system does not tell
     */
    public long freeBytes() throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    /** Closes the database and lets other processes use the folder. */
    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw new HistoryException(
                    folder + ": its database cannot be closed (" + HistoryException.firstLine(e) + ")", e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
