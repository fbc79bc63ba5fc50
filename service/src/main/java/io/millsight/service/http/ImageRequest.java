package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.service.intake.IntakeException;
import io.millsight.service.intake.IntakeTerms;
import io.millsight.service.intake.Requester;
import io.millsight.service.metrics.ServiceMetrics;
import io.millsight.service.queue.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all requests that bring an image have in common: headers that say how it is inspected, and a body that may be large. */
final class ImageRequest {

    private static final String DEADLINE_HEADER = "Millsight-Deadline-Ms";
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final long SHORTEST_DEADLINE = 100;
    private static final long LONGEST_DEADLINE = 600_000;

    private static final String LANE_HEADER = "Millsight-Lane";

    /** The body of a refused request is read up to here, so that a client that is still sending gets the answer. */
    private static final long READ_IN_VAIN = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ImageRequest.class);

    private ImageRequest() {}

    /** Returns how the image of a request is inspected. */
    static IntakeTerms terms(Context context, Requester requester) {
        Lane lane = Optional.ofNullable(QueryText.constant(Lane.class, LANE_HEADER, context.header(LANE_HEADER)))
                .orElse(Lane.INTERACTIVE);
        return new IntakeTerms(lane, deadline(context), RequestKey.given(context), requester);
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

    /** Answers a request that brings an image. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /** Does the work of a request. If it is refused, what the client still sends is read first. */
    static void handle(Context context, ServiceMetrics metrics, Work work) throws IOException {
        try {
            work.run();
        } catch (ProblemException e) {
            metrics.rejected(e.type());
            readInVain(context);
            throw e;
        } catch (IntakeException e) {
            readInVain(context);
            throw e;
        }
    }

    /** Reads what a client still sends of a refused request, if it is not much. */
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
