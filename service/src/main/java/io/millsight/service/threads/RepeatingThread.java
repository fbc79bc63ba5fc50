package io.millsight.service.threads;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thread that does one thing again and again, with a pause after each time, until it is closed.
 *
 * <p>Safe for use by several threads.
 */
public final class RepeatingThread implements AutoCloseable {

    /** What is done each time. It handles its own failures: one that it throws ends the thread. */
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    private final Duration first;
    private final Duration pause;
    private final Work work;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Creates a thread that does nothing before {@link #start}.
     *
     * @param first the time between the start and the first time
     * @param pause the time between two times
     */
    public RepeatingThread(String name, Duration first, Duration pause, Work work) {
        this.first = first;
        this.pause = pause;
        this.work = work;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** Begins to wait for the first time. */
    public void start() {
        thread.start();
    }

    private void run() {
        Duration wait = first;
        try {
            while (!endsWithin(wait)) {
                work.run();
                wait = pause;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the thread is being closed. */
    public boolean isEnding() {
        return end.getCount() == 0;
    }

    /** Waits; returns early, and true, if the thread is being closed. */
    public boolean endsWithin(Duration time) {
        try {
            return end.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Ends after what is being done, and waits for that. Nothing is interrupted: that would cut off what is being written. */
    @Override
    public void close() {
        end.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
