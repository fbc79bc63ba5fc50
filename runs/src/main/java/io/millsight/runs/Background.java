package io.millsight.runs;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Threads of a run that work beside its own and do not keep the program alive. */
public final class Background implements AutoCloseable {

    private final @Nullable ExecutorService threads;
    private final Executor executor;

    private Background(@Nullable ExecutorService threads, Executor executor) {
        this.threads = threads;
        this.executor = executor;
    }

    /**
     * Some threads of one name.
     *
     * @param beginning what each of them does first
     */
    public static Background threads(int count, String name, Runnable beginning) {
        ExecutorService threads = Executors.newFixedThreadPool(count, task -> {
            Thread thread = new Thread(
                    () -> {
                        beginning.run();
                        task.run();
                    },
                    name);
            thread.setDaemon(true);
            return thread;
        });
        return new Background(threads, threads);
    }

    /** No threads: work is done at once by whoever asks for it. */
    public static Background none() {
        return new Background(null, Runnable::run);
    }

    public <T> Future<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        executor.execute(task);
        return task;
    }

    /**
     * Waits for what was started.
     *
     * @param work in words, as after "cannot"
     * @throws RuntimeException what the work threw; errors, too
     */
    public static <T> T await(Future<T> future, String work) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("interrupted; cannot " + work, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new TrainingException("cannot " + work + ": " + e.getCause(), e);
        }
    }

    /** Waits until the threads have ended: what they work with may be freed after that. Work that has not begun is dropped. */
    @Override
    public void close() {
        if (threads == null) {
            return;
        }
        threads.shutdownNow();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
