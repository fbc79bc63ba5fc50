package io.millsight.service.intake;

import io.millsight.history.History;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.Job;
import io.millsight.history.MissingImageException;
import io.millsight.history.Recipe;
import io.millsight.history.StoredImage;
import io.millsight.image.ImageHeader;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes images in that are inspected later: checks an image by its header, stores it, and writes a job. It needs neither the model nor a place in the
 * queue. A job is returned only after it and its image are on the disk.
 *
 * <p>Safe for use by several threads.
 */
public final class LaterIntake {

    /** So many jobs wait at most. */
    public static final int MOST_WAITING = 10_000;

    /** By then some of the jobs that wait are done. */
    private static final Duration AFTER_JOBS = Duration.ofMinutes(1);

    /** The uploads that are in memory at one time have 256 MiB together. */
    private static final int MOST_UPLOADED_KIB = 256 << 10;

    private static final Duration AFTER_UPLOADS = Duration.ofSeconds(1);
    private static final int BYTES_PER_KIB = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(LaterIntake.class);

    private final ServiceParts parts;
    private final RunningKeys keys;
    private final Semaphore memory = new Semaphore(MOST_UPLOADED_KIB);

    public LaterIntake(ServiceParts parts) {
        this.parts = parts;
        keys = new RunningKeys(parts.history());
    }

    /** Memory for an upload. */
    public interface Room extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * An image that was accepted.
     *
     * @param job inspects it
     * @param replayed whether the job was there already, because an earlier request had the same key
     */
    public record Accepted(Job job, boolean replayed) {}

    /**
     * Reserves memory for an image before anything of it is read.
     *
     * @param bytes the size of what will be read
     * @throws IntakeException if no image is accepted now
     */
    public Room reserve(long bytes) {
        try {
            parts.readiness().requireRoom();
            if (parts.history().jobs().count(Job.State.WAITING) >= MOST_WAITING) {
                throw new IntakeException(
                        IntakeException.Kind.FULL, "too_many_jobs", MOST_WAITING + " jobs wait already", AFTER_JOBS);
            }
            int kib = (int) (bytes / BYTES_PER_KIB) + 1;
            if (!memory.tryAcquire(kib)) {
                throw new IntakeException(
                        IntakeException.Kind.FULL,
                        "too_many_uploads",
                        "too many images are being sent at one time",
                        AFTER_UPLOADS);
            }
            return () -> memory.release(kib);
        } catch (IntakeException e) {
            parts.metrics().rejected(e.type());
            throw e;
        }
    }

    /**
     * Accepts an image.
     *
     * @param batch the identifier of its batch; null for none
     * @param given the caller's own key, under which the image is accepted once; null if the caller gives none
     * @throws IntakeException if the image is not accepted
     */
    public Accepted accept(IntakeImage image, @Nullable String batch, @Nullable String given) {
        try {
            String format = ImageIntake.format(image);
            ImageHeader header = ImageIntake.header(image);
            IdempotencyKey key = ImageKey.later(given, image, batch, decides(image));
            try (RunningKeys.Claim claim = keys.claim(key)) {
                Optional<Job> earlier = keys.answer(key).flatMap(parts.history().jobs()::find);
                return earlier.isPresent()
                        ? new Accepted(earlier.get(), true)
                        : new Accepted(
                                add(() -> ImageIntake.store(parts.history(), image, header, format), image, batch, key),
                                false);
            }
        } catch (IntakeException e) {
            parts.metrics().rejected(e.type());
            throw e;
        }
    }

    /** Returns what would answer and decide now. */
    private String decides(IntakeImage image) {
        Recipe recipe = parts.history().recipes().of(image.context().product());
        return parts.model().deployment().map(deployment -> deployment.id()).orElse("none") + recipe.revision();
    }

    /** Stores an image and its job; both once more if an old file of the same image is removed in this moment. */
    private Job add(
            Supplier<StoredImage> store, IntakeImage image, @Nullable String batch, @Nullable IdempotencyKey key) {
        History history = parts.history();
        try {
            return history.jobs().add(store.get(), image.context(), batch, key);
        } catch (MissingImageException e) {
            LOG.debug("an image is stored again", e);
            return history.jobs().add(store.get(), image.context(), batch, key);
        }
    }
}
