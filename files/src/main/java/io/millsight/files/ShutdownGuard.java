package io.millsight.files;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the program from ending in the middle of something. Java ends a program that is asked to (Ctrl-C, SIGTERM) while its threads go on working;
 * with an open guard it first waits until {@link #close}.
 *
 * <p>A guard belongs to the thread that opened it. A kill (SIGKILL) does not wait for anything.
 */
public final class ShutdownGuard implements AutoCloseable {

    /** How many guards are open on a thread whose work is finished whatever happens. */
    private static final ThreadLocal<Integer> FINISHING = ThreadLocal.withInitial(() -> 0);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final boolean finishes;
    private final @Nullable Thread hook; // null where an outer guard is waited for anyway
    private volatile boolean told;

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
     * Guards work that shall be finished. Within it, further guards may be opened even while the program is being ended.
     *
     * @param onShutdown told once, on another thread, if the program is asked to end; may ask the work to end early
     * @throws ProgramEndingException if the program is being ended already, and no outer guard protects this work
     */
    public static ShutdownGuard finish(Runnable onShutdown) {
        return new ShutdownGuard(onShutdown, true);
    }

    /**
     * Guards work that shall be given up and tidied away when the program is asked to end, unless it is a part of work that shall be finished.
     *
     * @param onShutdown told once, on another thread, if the program is asked to end; makes the work fail
     * @throws ProgramEndingException if the program is being ended already, and no outer guard protects this work
     */
    static ShutdownGuard abandon(Runnable onShutdown) {
        return new ShutdownGuard(onShutdown, false);
    }

    private void waitFor(Runnable onShutdown) {
        told = true;
        onShutdown.run();
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the program has been asked to end since the guard was opened. */
    boolean told() {
        return told;
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
                // the program is ending already, and the hook runs
            }
        }
    }
}
