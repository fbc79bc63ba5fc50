package io.millsight.files;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Delays the end of the program until some work is done. When Java is asked to end (Ctrl-C, SIGTERM), its threads go on
 * working for a moment; with an open guard, Java waits until {@link #close}.
 *
 * <p>A guard belongs to the thread that opened it. It cannot delay a kill (SIGKILL).
 */
public final class ShutdownGuard implements AutoCloseable {

    /** Number of open guards of this thread whose work must be finished. */
    private static final ThreadLocal<Integer> FINISHING = ThreadLocal.withInitial(() -> 0);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final boolean finishes;
    private final @Nullable Thread hook; // null if an outer guard already delays the end
    private volatile boolean shutdownRequested;

    private ShutdownGuard(Runnable onShutdown, boolean finishes) {
        this.finishes = finishes;
        if (FINISHING.get() > 0) {
            hook = null;
        } else {
            hook = new Thread(() -> waitFor(onShutdown), "shutdown-guard");
            try {
                Runtime.getRuntime().addShutdownHook(hook);
            } catch (IllegalStateException e) {
                throw new ProgramEndingException(e);
            }
        }
        if (finishes) {
            FINISHING.set(FINISHING.get() + 1);
        }
    }

    /**
     * Guards work that must be finished. Inside it, further guards can be opened even while the program is ending.
     *
     * @param onShutdown called once, on another thread, if the program is asked to end; may request an early end of the
     *     work
     * @throws ProgramEndingException if the program is already ending and no outer guard protects this work
     */
    public static ShutdownGuard finish(Runnable onShutdown) {
        return new ShutdownGuard(onShutdown, true);
    }

    /**
     * Guards work that is stopped and cleaned up when the program is asked to end. Inside work that must be finished,
     * it is finished as well.
     *
     * @param onShutdown called once, on another thread, if the program is asked to end; must make the work fail
     * @throws ProgramEndingException if the program is already ending and no outer guard protects this work
     */
    static ShutdownGuard abandon(Runnable onShutdown) {
        return new ShutdownGuard(onShutdown, false);
    }

    private void waitFor(Runnable onShutdown) {
        shutdownRequested = true;
        onShutdown.run();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the program has been asked to end since the guard was opened. */
    boolean shutdownRequested() {
        return shutdownRequested;
    }

    @Override
    public void close() {
        if (finishes) {
            FINISHING.set(FINISHING.get() - 1);
        }
        closed.countDown();
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // the program is already ending and the hook is running
            }
        }
    }
}
