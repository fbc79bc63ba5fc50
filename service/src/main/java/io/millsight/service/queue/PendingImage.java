package io.millsight.service.queue;

import io.millsight.image.RgbImage;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.TokenCount;
import io.millsight.service.model.ServingModel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * An image on its way to the model. The thread of the request waits in {@link #await}; the thread of the model answers or fails it. Whoever is first
 * decides: an image that was given up before its turn is not computed.
 */
public final class PendingImage {

    /**
     * An answer.
     *
     * @param inspection what the model answered
     * @param queued how long the image waited for its turn
     * @param tokens what the model read and wrote
     * @param model which model answered
     */
    public record Answer(Inspection inspection, Duration queued, TokenCount tokens, ServingModel model) {}

    /** The request's thread looks so often whether somebody still waits for the answer. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final RgbImage pixels;
    private final Lane lane;
    private final long submitted = System.nanoTime();
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    /** Creates an image that waits from now on. */
    public PendingImage(RgbImage pixels, Lane lane) {
        this.pixels = pixels;
        this.lane = lane;
    }

    /**
     * Waits for the answer.
     *
     * @param deadline the longest time to wait, whatever the model does
     * @param isGone whether nobody waits for the answer any more; asked from time to time on the calling thread
     * @throws DeadlineException if the time is over
     * @throws RequesterGoneException if nobody waits any more
     * @throws InferenceException if the model failed on this image
     */
    public Answer await(Duration deadline, BooleanSupplier isGone) {
        answer.orTimeout(Math.max(0, deadline.toNanos()), TimeUnit.NANOSECONDS); // a timer's thread keeps the deadline
        try {
            while (true) {
                try {
                    return answer.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (isGone.getAsBoolean()) {
                        throw new RequesterGoneException();
                    }
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new DeadlineException();
            }
            throw new InferenceException(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RequesterGoneException();
        } finally {
            answer.cancel(false); // has no effect on an answered image
        }
    }

    /** Returns the decoded image. */
    public RgbImage pixels() {
        return pixels;
    }

    Lane lane() {
        return lane;
    }

    /** Returns how long the image has waited. */
    Duration waited() {
        return Duration.ofNanos(System.nanoTime() - submitted);
    }

    /** Returns whether the image needs no answer any more. */
    boolean isOver() {
        return answer.isDone();
    }

    void complete(Answer result) {
        answer.complete(result);
    }

    void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }
}
