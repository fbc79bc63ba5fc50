package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.Deployment;
import io.millsight.history.IdempotencyKey;
import io.millsight.history.InspectionTiming;
import io.millsight.history.ModelAnswer;
import io.millsight.history.NewInspection;
import io.millsight.history.StoredImage;
import io.millsight.history.StoredInspection;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageHeader;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import io.millsight.service.model.AnswerRules;
import io.millsight.service.queue.DeadlineException;
import io.millsight.service.queue.InferenceException;
import io.millsight.service.queue.InspectionQueue;
import io.millsight.service.queue.InspectionWorker;
import io.millsight.service.queue.Lane;
import io.millsight.service.queue.PendingImage;
import io.millsight.service.queue.RequesterGoneException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes an image in: reserves a place, reads and checks the upload, waits for the model, stores the result, answers. An answer with an inspection is
 * sent only after the inspection and its image are on the disk.
 */
final class InspectionIntake {

    private static final String NAME = "the image";
    private static final int BYTES_PER_PIXEL = 3;

    private static final String DEADLINE_HEADER = "Millsight-Deadline-Ms";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long SHORTEST_DEADLINE = 100;
    private static final long LONGEST_DEADLINE = 600_000;

    /** The body of a refused request is read up to here, so that a client that is still sending gets the answer. */
    private static final long READ_IN_VAIN = 1 << 20;

    /** What a client is told that has gone; nobody reads it, but the metrics count it. */
    private static final int CLIENT_GONE = 499;

    private static final Logger LOG = LoggerFactory.getLogger(InspectionIntake.class);

    private final ServiceParts parts;
    private final InspectionWorker worker;
    private final RunningKeys keys;

    /** Decoding takes four times the memory of the decoded image; more at once than there are processors brings nothing. */
    private final Semaphore decoders = new Semaphore(Runtime.getRuntime().availableProcessors());

    InspectionIntake(ServiceParts parts, InspectionWorker worker, RunningKeys keys) {
        this.parts = parts;
        this.worker = worker;
        this.keys = keys;
    }

    /** The route. */
    void handle(Context context) throws IOException {
        try {
            parts.readiness().requireReady();
            Duration deadline = deadline(context);
            Lane lane = Optional.ofNullable(
                            QueryText.constant(Lane.class, "Millsight-Lane", context.header("Millsight-Lane")))
                    .orElse(Lane.INTERACTIVE);
            long bytes = Upload.announcedBytes(context);
            try (InspectionQueue.Place place = parts.queue().reserve(bytes).orElseThrow(this::full)) {
                inspect(context, place, lane, deadline);
            }
        } catch (ProblemException e) {
            parts.metrics().rejected(e.type());
            readInVain(context);
            throw e;
        }
    }

    private static Duration deadline(Context context) {
        String text = context.header(DEADLINE_HEADER);
        if (text == null) {
            return DEADLINE;
        }
        try {
            long millis = Long.parseLong(text);
            if (millis >= SHORTEST_DEADLINE && millis <= LONGEST_DEADLINE) {
                return Duration.ofMillis(millis);
            }
        } catch (NumberFormatException e) {
            LOG.debug("not a number", e);
        }
        throw QueryText.refused(
                DEADLINE_HEADER, text, "a number from " + SHORTEST_DEADLINE + " to " + LONGEST_DEADLINE);
    }

    private ProblemException full() {
        long seconds = Math.round(Math.ceil(parts.queue().taken() * worker.secondsPerImage()));
        return new ProblemException(429, "queue_full", "too many images wait already").retryAfter(seconds);
    }

    private void inspect(Context context, InspectionQueue.Place place, Lane lane, Duration deadline)
            throws IOException {
        Upload upload = Upload.read(context);
        Deployment deployment = parts.model().deployment().orElseThrow();
        IdempotencyKey key = RequestKey.of(context, upload, deployment);
        try (RunningKeys.Claim claim = keys.claim(key)) {
            Optional<StoredInspection> earlier =
                    keys.answer(key).flatMap(parts.history().inspections()::find);
            if (earlier.isPresent()) {
                context.header("Idempotency-Replayed", "true");
                answer(context, earlier.get());
                return;
            }
            String format = ImageFile.format(upload.image())
                    .orElseThrow(() -> new ProblemException(
                            415, "unsupported_format", "give a PNG, JPEG, BMP, GIF, TIFF or WebP image"));
            ImageHeader header = header(upload);
            if (!place.grow(header.size().pixels() * BYTES_PER_PIXEL)) {
                throw full();
            }
            long began = System.nanoTime();
            PendingImage image = new PendingImage(decode(upload), lane);
            Duration decoding = Duration.ofNanos(System.nanoTime() - began);
            PendingImage.Answer answer = await(context, image, deadline.minus(decoding));
            AnswerRules rules = parts.model().rules().orElseThrow();
            ModelAnswer record = rules.answer(answer.inspection(), header.notices());
            StoredImage file = parts.history().images().put(upload.image(), header.size(), format);
            InspectionTiming timing = new InspectionTiming(
                    answer.queued(), decoding, answer.inspection().duration());
            store(
                    context,
                    new NewInspection(
                            file, upload.context(), deployment.id(), record, timing, rules.queueEntry(record)),
                    key);
        }
    }

    private void store(Context context, NewInspection inspection, @Nullable IdempotencyKey key) {
        StoredInspection stored = parts.history().inspections().add(inspection, key);
        parts.metrics().stored(stored);
        answer(context, stored);
    }

    private static void answer(Context context, StoredInspection inspection) {
        context.status(201)
                .header("Location", "/v1/inspections/" + inspection.id())
                .header("ETag", InspectionRoutes.etag(inspection.revision()))
                .json(RecordJson.inspection(inspection));
    }

    private static ImageHeader header(Upload upload) {
        try {
            return ImageFile.header(upload.image(), NAME);
        } catch (InvalidImageException e) {
            throw invalid(e);
        }
    }

    private RgbImage decode(Upload upload) {
        decoders.acquireUninterruptibly();
        try {
            return ImageFile.read(upload.image(), NAME);
        } catch (InvalidImageException e) {
            throw invalid(e);
        } finally {
            decoders.release();
        }
    }

    private static ProblemException invalid(InvalidImageException failure) {
        return new ProblemException(422, "invalid_image", String.valueOf(failure.getMessage()));
    }

    private PendingImage.Answer await(Context context, PendingImage image, Duration deadline) {
        ClientConnection client = ClientConnection.of(context);
        parts.queue().submit(image);
        try {
            return image.await(deadline, client::isClosed);
        } catch (DeadlineException e) {
            throw new ProblemException(504, "deadline", "the deadline passed before the model answered")
                    .header("X-Should-Retry", "false");
        } catch (RequesterGoneException e) {
            throw new ProblemException(CLIENT_GONE, "client_gone", "the client closed the connection");
        } catch (InferenceException e) {
            if (e.getCause() instanceof InvalidImageException invalid) {
                throw invalid(invalid);
            }
            throw ProblemException.failed("the model failed on this image; the log says why");
        } finally {
            parts.queue().withdraw(image);
        }
    }

    private static void readInVain(Context context) {
        long length = context.req().getContentLengthLong();
        if (length > 0 && length <= READ_IN_VAIN) {
            try (InputStream in = context.req().getInputStream()) {
                in.skipNBytes(length);
            } catch (IOException e) {
                LOG.debug("the body has been read already", e);
            }
        }
    }
}
