package io.millsight.service.queue;

import io.millsight.image.InvalidImageException;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Inspector;
import java.time.Duration;
import java.util.List;
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

    private static final int MOST_IMAGES = 16;

    /** How long the first image of a batch waits for others. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    /** Weight of the newest batch in the moving average of the time per image. */
    private static final double NEWEST = 0.2;

    private static final double NANOS = 1e9;

    private static final Logger LOG = LoggerFactory.getLogger(InspectionWorker.class);

    private final InspectionQueue queue;
    private final Supplier<Inspector> opener;
    private final Listener listener;
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
    public InspectionWorker(InspectionQueue queue, Supplier<Inspector> opener, Listener listener) {
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

    private void run() {
        try (Inspector inspector = opener.get()) {
            state = State.READY;
            List<PendingImage> batch = queue.take(MOST_IMAGES, MOMENT);
            while (!batch.isEmpty()) {
                work(inspector, batch);
                batch = queue.take(MOST_IMAGES, MOMENT);
            }
            state = State.STOPPED;
        } catch (InterruptedException e) {
            state = State.STOPPED;
        } catch (RuntimeException | Error e) {
            failure = e;
            state = State.FAILED;
        } finally {
            queue.failAll(new IllegalStateException("the model has ended"));
        }
    }

    private void work(Inspector inspector, List<PendingImage> batch) {
        lastProgress = System.nanoTime();
        computing = true;
        try {
            List<PendingImage> usable =
                    batch.stream().filter(image -> isUsable(inspector, image)).toList();
            inspect(inspector, usable);
        } finally {
            computing = false;
        }
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
    private void inspect(Inspector inspector, List<PendingImage> images) {
        if (images.isEmpty()) {
            return;
        }
        List<Duration> waited = images.stream().map(PendingImage::waited).toList();
        try {
            long began = System.nanoTime();
            List<Inspection> inspections = inspector.inspect(
                    images.stream().map(PendingImage::pixels).toList(),
                    (answered, views) -> lastProgress = System.nanoTime());
            Duration time = Duration.ofNanos(System.nanoTime() - began);
            learn(time, images.size());
            listener.inspected(images.size(), time);
            for (int i = 0; i < images.size(); i++) {
                Inspection inspection = inspections.get(i);
                images.get(i)
                        .complete(new PendingImage.Answer(inspection, waited.get(i), inspector.tokens(inspection)));
            }
        } catch (RuntimeException | Error e) { // also a full heap: it ends this image, not the program
            if (images.size() == 1) {
                LOG.error("an image could not be inspected", e);
                images.get(0).fail(e);
            } else {
                images.forEach(image -> inspect(inspector, List.of(image)));
            }
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
