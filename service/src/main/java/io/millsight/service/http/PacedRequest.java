package io.millsight.service.http;

import java.time.Duration;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * A request whose body has to come at a certain pace. The server's idle timeout ends clients that send nothing; this ends clients that send a byte
 * now and then, and so hold a thread and a place in the queue.
 */
public final class PacedRequest extends Request.Wrapper {

    /** A client on a slow line sends more. */
    private static final long FEWEST_BYTES_PER_SECOND = 16 << 10;

    private static final double NANOS = 1e9;

    private final double graceSeconds;
    private final long begin = System.nanoTime();
    private long bytes;

    /**
     * @param grace from then on, the pace counts
     */
    public PacedRequest(Request request, Duration grace) {
        super(request);
        graceSeconds = grace.toNanos() / NANOS;
    }

    @Override
    public Content.Chunk read() {
        Content.Chunk chunk = super.read();
        if (chunk == null || chunk.isLast() || Content.Chunk.isFailure(chunk)) {
            return chunk;
        }
        bytes += chunk.remaining();
        double seconds = (System.nanoTime() - begin) / NANOS;
        if (seconds <= graceSeconds || bytes >= seconds * FEWEST_BYTES_PER_SECOND) {
            return chunk;
        }
        chunk.release();
        return Content.Chunk.from(
                new HttpException.RuntimeException(HttpStatus.REQUEST_TIMEOUT_408, "the body comes too slowly"), true);
    }
}
