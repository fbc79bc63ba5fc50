package io.millsight.inspection;

import io.millsight.torch.ProductThreads;
import io.millsight.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads that answer views side by side, each with one processor. The operations of a small model are too short to be divided among processors; so
 * each processor gets views of its own. The threads end when there is nothing to do for a while, and do not keep the program alive.
 */
final class ViewThreads implements AutoCloseable {

    /** The fewest views of a thread: with fewer, what every pass costs whatever its size takes most of the time. */
    private static final int FEWEST_VIEWS = 4;

    private static final long IDLE_SECONDS = 10;

    private final int count;
    private final ThreadPoolExecutor threads;
    private final ProductThreads products;

    /**
     * Prepares threads.
     *
     * @param count with 1, all work is done by whoever asks for it
     */
    ViewThreads(int count) {
        this.count = count;
        products = count > 1 ? ProductThreads.atMost(1) : ProductThreads.UNLIMITED;
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ViewThreads::thread);
        threads.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable tasks) {
        Thread thread = new Thread(
                () -> {
                    Torch.threads(1);
                    tasks.run();
                },
                "views");
        thread.setDaemon(true);
        return thread;
    }

    /** Returns into how many shares, as equal as possible, so many views are divided. */
    int shares(int views) {
        return Math.max(1, Math.min(count, views / FEWEST_VIEWS));
    }

    /**
     * Does work side by side. One piece alone, too, is done by one of the threads: dividing its operations among processors would not be faster.
     *
     * @return the results in the order of the work
     * @throws RuntimeException what a piece of work threw, once all have ended; errors, too
     */
    <T> List<T> all(List<Supplier<T>> work) {
        if (count == 1) {
            return work.stream().map(Supplier::get).toList();
        }
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future :
                    threads.invokeAll(work.stream().map(ViewThreads::task).toList())) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while views were answered", e);
        }
    }

    private static <T> Callable<T> task(Supplier<T> work) {
        return work::get;
    }

    private static RuntimeException rethrown(@Nullable Throwable cause) {
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof RuntimeException exception ? exception : new CompletionException(cause);
    }

    @Override
    public void close() {
        threads.shutdown();
        products.close();
    }
}
