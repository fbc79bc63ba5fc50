package io.millsight.service.intake;

import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.InspectionTiming;
import io.millsight.history.MissingImageException;
import io.millsight.history.ModelAnswer;
import io.millsight.history.NewInspection;
import io.millsight.history.Recipe;
import io.millsight.history.StoredImage;
import io.millsight.history.StoredInspection;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.inspection.TokenCount;
import io.millsight.service.model.AnswerRules;
import io.millsight.service.queue.DeadlineException;
import io.millsight.service.queue.InferenceException;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.InspectionWorker;
import io.millsight.service.queue.PendingImage;
import io.millsight.service.queue.RequesterGoneException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes images in: reserves a place, checks the image, waits for the model, stores the result. An inspection is returned only after it and
 * its image are on the disk.
 *
 * <p>Safe for use by several threads. The calling thread waits.
 */
public final class ImageIntake {

    private static final Logger LOG = LoggerFactory.getLogger(ImageIntake.class);

    private static final String NAME = "the image";
    private static final int BYTES_PER_PIXEL = 3;

    private final ServiceParts parts;
    private final InspectionWorker worker;
    private final RunningKeys keys;

    /** Decoding takes four times the memory of the decoded image; more at once than there are processors brings nothing. */
    private final Semaphore decoders = new Semaphore(Runtime.getRuntime().availableProcessors());

    public ImageIntake(ServiceParts parts, InspectionWorker worker) {
        this.parts = parts;
        this.worker = worker;
        keys = new RunningKeys(parts.history());
    }

    /**
     * Reserves a place for an image before anything of it is read.
     *
     * @param bytes the size of what will be read
     * @return the place, which the caller closes when the image is inspected
     * @throws IntakeException if the service takes no images now
     */
    public InspectionQueue.Place reserve(long bytes) {
        try {
            parts.readiness().requireReady();
            return parts.queue().reserve(bytes).orElseThrow(this::full);
        } catch (IntakeException e) {
            parts.metrics().rejected(e.type());
            throw e;
        }
    }

    /**
     * Waits for a place, for an image whose size is not known yet.
     *
     * @return empty if the service takes no images now, or no place is free after the time
     */
    public Optional<InspectionQueue.Place> awaitPlace(Duration longest) throws InterruptedException {
        return takesImages() ? parts.queue().awaitPlace(longest) : Optional.empty();
    }

    /** Returns whether images are taken, as far as it can be told without the database. */
    public boolean takesImages() {
        return parts.readiness().takesImages();
    }

    private IntakeException full() {
        long millis = Math.round(Math.ceil(parts.queue().taken() * worker.secondsPerImage() * 1000));
        return new IntakeException(
                IntakeException.Kind.FULL,
                "queue_full",
                "too many images wait already",
                Duration.ofMillis(Math.max(1000, millis)));
    }

    /**
     * Inspects an image and stores the result.
     *
     * @param place is not closed
     * @throws IntakeException if the image is not inspected
     * @throws IOException if the image cannot be stored
     */
    public IntakeResult inspect(InspectionQueue.Place place, IntakeImage image, IntakeTerms terms) throws IOException {
        try {
            Deployment deployment = parts.model().deployment().orElseThrow();
            Recipe recipe = parts.history().recipes().of(image.context().product());
            IdempotencyKey key = ImageKey.of(terms.key(), image, deployment.id() + recipe.revision());
            try (RunningKeys.Claim claim = keys.claim(key)) {
                Optional<StoredInspection> earlier =
                        keys.answer(key).flatMap(parts.history().inspections()::find);
                return earlier.isPresent()
                        ? new IntakeResult(earlier.get(), true, TokenCount.NONE)
                        : inspect(place, image, terms, recipe, key);
            }
        } catch (IntakeException e) {
            parts.metrics().rejected(e.type());
            throw e;
        }
    }

    private IntakeResult inspect(
            InspectionQueue.Place place,
            IntakeImage image,
            IntakeTerms terms,
            Recipe recipe,
            @Nullable IdempotencyKey key)
            throws IOException {
        String format = format(image);
        ImageHeader header = header(image);
        if (!place.grow(header.size().pixels() * BYTES_PER_PIXEL)) {
            throw full();
        }
        long began = System.nanoTime();
        PendingImage pending = new PendingImage(decode(image), terms.lane());
        Duration decoding = Duration.ofNanos(System.nanoTime() - began);
        PendingImage.Answer answer = await(pending, terms, terms.deadline().minus(decoding));
        AnswerRules rules = answer.model().rules();
        ModelAnswer record = rules.answer(answer.inspection(), header.notices(), recipe.rules());
        InspectionTiming timing = new InspectionTiming(
                answer.queued(), decoding, answer.inspection().duration());
        Deployment deployment = answer.model().deployment();
        StoredInspection stored = add(
                () -> new NewInspection(
                        store(image, header, format),
                        image.context(),
                        deployment.id(),
                        recipe,
                        record,
                        timing,
                        rules.queueEntry(record, recipe.rules())),
                key);
        parts.metrics().stored(stored);
        parts.learning().switcher().answerBeside(stored, pending.pixels());
        return new IntakeResult(stored, false, answer.tokens());
    }

    /** Stores an image and its inspection; both once more if an old file of the same image is removed in this moment. */
    private StoredInspection add(Supplier<NewInspection> inspection, @Nullable IdempotencyKey key) {
        try {
            return parts.history().inspections().add(inspection.get(), key);
        } catch (MissingImageException e) {
            LOG.debug("an image is stored again", e);
            return parts.history().inspections().add(inspection.get(), key);
        }
    }

    static String format(IntakeImage image) {
        return ImageFile.format(image.file())
                .orElseThrow(() -> new IntakeException(
                        IntakeException.Kind.UNSUPPORTED,
                        "unsupported_format",
                        "give a PNG, JPEG, BMP, GIF, TIFF or WebP image"));
    }

    static ImageHeader header(IntakeImage image) {
        try {
            return ImageFile.header(image.file(), NAME);
        } catch (InvalidImageException e) {
            throw invalid(e);
        }
    }

    private RgbImage decode(IntakeImage image) {
        decoders.acquireUninterruptibly();
        try {
            return ImageFile.read(image.file(), NAME);
        } catch (InvalidImageException e) {
            throw invalid(e);
        } finally {
            decoders.release();
        }
    }

    private StoredImage store(IntakeImage image, ImageHeader header, String format) {
        return store(parts.history(), image, header, format);
    }

    static StoredImage store(History history, IntakeImage image, ImageHeader header, String format) {
        try {
            return history.images().put(image.file(), header.size(), format);
        } catch (IOException e) {
            LOG.error("an image cannot be stored", e);
            throw Readiness.unavailable("storage", "the image cannot be stored; the log says why");
        }
    }

    private static IntakeException invalid(InvalidImageException failure) {
        return new IntakeException(IntakeException.Kind.INVALID, "invalid_image", String.valueOf(failure.getMessage()));
    }

    private PendingImage.Answer await(PendingImage image, IntakeTerms terms, Duration deadline) {
        parts.queue().submit(image);
        try {
            terms.requester().accepted();
            return image.await(deadline, terms.requester()::isGone);
        } catch (DeadlineException e) {
            throw new IntakeException(
                    IntakeException.Kind.LATE, "deadline", "the deadline passed before the model answered");
        } catch (RequesterGoneException e) {
            throw new IntakeException(IntakeException.Kind.GONE, "client_gone", "the client closed the connection");
        } catch (InferenceException e) {
            if (e.getCause() instanceof InvalidImageException invalid) {
                throw invalid(invalid);
            }
            throw new IntakeException(
                    IntakeException.Kind.FAILED, "failed", "the model failed on this image; the log says why");
        } finally {
            parts.queue().withdraw(image);
        }
    }
}
