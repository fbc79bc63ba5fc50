package io.millsight.service.queue;

import io.millsight.image.InvalidImageException;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.InspectionListener;
import io.millsight.inspection.Inspector;
import io.millsight.service.model.ServingModel;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the model. It opens the model, inspects the images of a queue in small batches, and closes the model.
 *
 * <p>It is one thread for its whole life because an inspector may be used by one thread at a time, and because libtorch keeps memory for each new
 * thread that calls it.
 */
public final class InspectionWorker implements AutoCloseable {

    /** What the worker is doing. */
    public enum State {
        /** The model is being opened. */
        STARTING,
        /** Images are inspected. */
        READY,
        /** The model could not be opened. */
        FAILED,
        /** The worker has ended. */
        STOPPED
    }

    /** Is told what was computed. */
    @FunctionalInterface
    public interface Listener {

        /**
         * Is called after each batch, on the model's thread.
         *
         * @param images the number of images
         * @param inference the time of all of them
         */
        void inspected(int images, Duration inference);
    }

    /** Work for the model's thread that comes between two batches. */
    @FunctionalInterface
    public interface Errand {

        /**
         * Does the work.
         *
         * @param serving the model that answers
         * @return the model that answers from now on
         */
        ServingModel run(ServingModel serving);
    }

    private record PendingErrand(Errand errand, CompletableFuture<@Nullable Void> done) {}

    private static final int MOST_IMAGES = 16;

    /** How long the first image of a batch waits for others. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    /** Weight of the newest batch in the moving average of the time per image. */
    private static final double NEWEST = 0.2;

    private static final double NANOS = 1e9;

    private static final Logger LOG = LoggerFactory.getLogger(InspectionWorker.class);

    private final InspectionQueue queue;
    private final Supplier<ServingModel> opener;
    private final Listener listener;
    private final Queue<PendingErrand> errands = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "inspection");

    private volatile State state = State.STARTING;
    private volatile @Nullable Throwable failure;
    private volatile long lastProgress = System.nanoTime();
    private volatile boolean computing;
    private volatile double secondsPerImage;

    /**
     * Creates a worker that does nothing before {@link #start}.
     *
     * @param opener opens the model; called once, on the model's thread
     */
    public InspectionWorker(InspectionQueue queue, Supplier<ServingModel> opener, Listener listener) {
        this.queue = queue;
        this.opener = opener;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /** Begins to open the model. */
    public void start() {
        thread.start();
    }

    /** Returns what the worker is doing. */
    public State state() {
        return state;
    }

    /** Returns why the model could not be opened; null unless the state is {@link State#FAILED}. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Returns the time since the model answered anything, while it has something to answer; else zero. */
    public Duration stalledFor() {
        return computing || state == State.STARTING
                ? Duration.ofNanos(System.nanoTime() - lastProgress)
                : Duration.ZERO;
    }

    /** Returns whether the thread lives. */
    public boolean isAlive() {
        return thread.isAlive();
    }

    /** Returns a moving average of the time per image in seconds; 0 before the first image. */
    public double secondsPerImage() {
        return secondsPerImage;
    }

    /**
     * Does work on the model's thread, after the batch that is computed.
     *
     * @return is completed when the work is done, and fails with its exception, or if the worker has ended
     */
    public CompletableFuture<@Nullable Void> between(Errand errand) {
        PendingErrand pending = new PendingErrand(errand, new CompletableFuture<>());
        errands.add(pending);
        queue.nudge();
        if (state == State.STOPPED || state == State.FAILED) {
            failErrands();
        }
        return pending.done;
    }

    private void run() {
        try {
            serve(opener.get());
            state = State.STOPPED;
        } catch (InterruptedException e) {
            state = State.STOPPED;
        } catch (RuntimeException | Error e) {
            failure = e;
            state = State.FAILED;
        } finally {
            queue.failAll(new IllegalStateException("the model has ended"));
            failErrands();
        }
    }

    private void failErrands() {
        for (PendingErrand pending = errands.poll(); pending != null; pending = errands.poll()) {
            pending.done.completeExceptionally(new IllegalStateException("the model has ended"));
        }
    }

    private void serve(ServingModel first) throws InterruptedException {
        ServingModel serving = first;
        try {
            state = State.READY;
            while (!queue.isClosed()) {
                List<PendingImage> batch = queue.take(MOST_IMAGES, MOMENT);
                serving = work(serving, batch);
            }
        } finally {
            serving.inspector().close();
        }
    }

    private ServingModel work(ServingModel serving, List<PendingImage> batch) {
        lastProgress = System.nanoTime();
        computing = true;
        try {
            ServingModel next = runErrands(serving);
            List<PendingImage> usable = batch.stream()
                    .filter(image -> isUsable(next.inspector(), image))
                    .toList();
            inspect(next, usable);
            return next;
        } finally {
            computing = false;
        }
    }

    private ServingModel runErrands(ServingModel serving) {
        ServingModel next = serving;
        for (PendingErrand pending = errands.poll(); pending != null; pending = errands.poll()) {
            try {
                next = pending.errand.run(next);
                pending.done.complete(null);
            } catch (RuntimeException | Error e) { // also a full heap: the model goes on answering
                pending.done.completeExceptionally(e);
            }
            lastProgress = System.nanoTime();
        }
        return next;
    }

    private static boolean isUsable(Inspector inspector, PendingImage image) {
        try {
            inspector.requireUsable(image.pixels().size(), "the image");
            return true;
        } catch (InvalidImageException e) {
            image.fail(e);
            return false;
        }
    }

    /** Inspects images together. If that fails, each image is inspected by itself, so that only the culprit fails. */
    private void inspect(ServingModel serving, List<PendingImage> images) {
        if (images.isEmpty()) {
            return;
        }
        List<Duration> waited = images.stream().map(PendingImage::waited).toList();
        try {
            long began = System.nanoTime();
            List<Inspection> inspections = serving.inspector()
                    .inspect(images.stream().map(PendingImage::pixels).toList(), new Progress(images));
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            learn(time, images.size());
            listener.inspected(images.size(), time);
            for (int i = 0; i < images.size(); i++) {
                Inspection inspection = inspections.get(i);
                images.get(i)
                        .complete(new PendingImage.Answer(
                                inspection, waited.get(i), serving.inspector().tokens(inspection), serving));
            }
        } catch (RuntimeException | Error e) { // also a full heap: it ends this image, not the program
            if (isOver(images)) {
                LOG.debug("nobody waits for the answer any more", e);
            } else if (images.size() == 1) {
                LOG.error("an image could not be inspected", e);
                images.get(0).fail(e);
            } else {
                images.forEach(image -> inspect(serving, List.of(image)));
            }
        }
    }

    private static boolean isOver(List<PendingImage> images) {
        return images.stream().allMatch(PendingImage::isOver);
    }

    /** Notes the progress of a batch, and ends it when nobody waits for any of its images. */
    private final class Progress implements InspectionListener {

        private final List<PendingImage> images;

        private Progress(List<PendingImage> images) {
            this.images = images;
        }

        @Override
        public void answered(int answered, int views) {
            lastProgress = System.nanoTime();
        }

        @Override
        public boolean isGivenUp() {
            return isOver(images);
        }
    }

    private void learn(Duration time, int images) {
        double each = time.toNanos() / NANOS / images;
        secondsPerImage = secondsPerImage == 0 ? each : NEWEST * each + (1 - NEWEST) * secondsPerImage;
    }

    /** Ends the thread after the batch that it is computing, and waits for that. Images that still wait are failed. */
    @Override
    public void close() {
        queue.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
