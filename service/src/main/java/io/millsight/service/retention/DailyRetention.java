package io.millsight.service.retention;

import io.millsight.history.History;
import io.millsight.history.Retention;
import io.millsight.service.metrics.ServiceMetrics;
import io.millsight.service.threads.RepeatingThread;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is kept no longer: a while after the start, and then once a day. Between its small transactions it lets images pass. */
public final class DailyRetention implements AutoCloseable {

    private static final Duration AFTER_START = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** Others who wait to write come before the next transaction. */
    private static final Duration BETWEEN = Duration.ofMillis(100);

    /** Where images come without a pause, a quiet moment is waited for no longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(DailyRetention.class);

    private final History history;
    private final Retention.Periods periods;
    private final BooleanSupplier busy;
    private final ServiceMetrics metrics;
    private final RepeatingThread thread = new RepeatingThread("retention", AFTER_START, DAY, this::removeAll);

    /**
     * Creates a retention that does nothing before {@link #start}.
     *
     * @param busy tells whether images are on their way to the model
     */
    public DailyRetention(History history, Retention.Periods periods, BooleanSupplier busy, ServiceMetrics metrics) {
        this.history = history;
        this.periods = periods;
        this.busy = busy;
        this.metrics = metrics;
    }

    /** Begins to wait for the first time. */
    public void start() {
        thread.start();
    }

    /** Removes what is older than its period. A failure is logged; the next run tries again. */
    void removeAll() {
        try {
            Retention.Removed removed = history.retention().run(periods, this::awaitQuiet);
            metrics.removed("jobs", removed.jobs());
            metrics.removed("inspections", removed.inspections());
            metrics.removed("pictures", removed.pictures());
            metrics.removed("strays", removed.strays());
            LOG.info("kept no longer: {}", removed);
            if (removed.left() > 0) {
                LOG.warn("{} picture files cannot be deleted; check who may write to them", removed.left());
            }
        } catch (IOException | RuntimeException e) { // for example a database that does not answer for a while
            LOG.error("old records cannot be removed; the next run tries again", e);
        }
    }

    /** Waits for a quiet moment; returns false if the service ends. */
    private boolean awaitQuiet() {
        long latest = System.nanoTime() + LONGEST_WAIT.toNanos();
        boolean ending = thread.endsWithin(BETWEEN);
        while (!ending && busy.getAsBoolean() && System.nanoTime() < latest) {
            ending = thread.endsWithin(BETWEEN);
        }
        return !ending;
    }

    /** Ends after the transaction that is being made. */
    @Override
    public void close() {
        thread.close();
    }
}
