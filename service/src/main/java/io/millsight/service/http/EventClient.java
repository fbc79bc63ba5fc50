package io.millsight.service.http;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that listens to server-sent events. Nothing waits for it: what it has not taken is kept, up to a limit, and written when it takes more. It
 * needs a thread only while something is written.
 *
 * <p>Safe for use by several threads.
 */
final class EventClient implements WriteListener {

    /** A proxy or a client that hears nothing for longer may give up. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    /** A client that has so many bytes to take is too slow. */
    private static final int MOST_BYTES = 1 << 20;

    private final Context context;
    private final ClientConnection connection;
    private final BooleanSupplier allowed;
    private final @Nullable String line;
    private final @Nullable String lastId;
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int bytes;
    private boolean flushed = true;
    private long last = System.nanoTime();
    private @Nullable ServletOutputStream out;

    /**
     * @param allowed tells whether the sender of the request still may listen
     * @param line of the events that are sent; null for all
     * @param lastId the last event that the client got over an earlier connection; null for a new client
     */
    EventClient(Context context, BooleanSupplier allowed, @Nullable String line, @Nullable String lastId) {
        this.context = context;
        this.allowed = allowed;
        this.line = line;
        this.lastId = lastId;
        connection = ClientConnection.of(context);
    }

    /** Begins the answer, when the request has left its thread. */
    CompletableFuture<@Nullable Void> begin() {
        try {
            context.contentType("text/event-stream").header("X-Accel-Buffering", "no");
            ServletOutputStream stream = context.res().getOutputStream();
            synchronized (this) {
                out = stream;
                add(": listening\n\n");
            }
            stream.setWriteListener(this);
        } catch (IOException e) {
            onError(e);
        }
        return ended;
    }

    /** Returns what is completed when nothing is sent any more. */
    CompletableFuture<@Nullable Void> ended() {
        return ended;
    }

    /** Returns the line of the events that are sent; null for all. */
    @Nullable
    String line() {
        return line;
    }

    /** Returns the last event that the client got over an earlier connection; null for a new client. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** Returns whether the sender of the request still may listen. */
    boolean isAllowed() {
        return allowed.getAsBoolean();
    }

    /** Returns whether the client has taken everything. */
    synchronized boolean hasTakenAll() {
        return waiting.isEmpty();
    }

    /** Sends an event. A client that is too slow is dropped. */
    void send(String id, String name, String data) {
        boolean tooSlow;
        synchronized (this) {
            tooSlow = bytes > MOST_BYTES;
            if (!tooSlow) {
                add("id: " + id + "\nevent: " + name + "\ndata: " + data + "\n\n");
            }
        }
        if (tooSlow) {
            drop();
        } else {
            onWritePossible();
        }
    }

    /** Sends a comment if nothing has been sent for a while. A client that has not taken the one before is dropped. */
    void keepAlive() {
        boolean silent;
        boolean tooSlow;
        synchronized (this) {
            silent = System.nanoTime() - last >= KEEP_ALIVE.toNanos();
            tooSlow = silent && !waiting.isEmpty();
            if (silent && !tooSlow) {
                add(": keep-alive\n\n");
            }
        }
        if (tooSlow) {
            drop();
        } else if (silent) {
            onWritePossible();
        }
    }

    private void add(String text) {
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        waiting.add(message);
        bytes += message.length;
        last = System.nanoTime();
    }

    /** Writes as much as the client takes now. The server calls this again when it takes more. */
    @Override
    public void onWritePossible() {
        try {
            write();
        } catch (IOException e) {
            onError(e);
        }
    }

    private synchronized void write() throws IOException {
        while (out != null && !ended.isDone() && (!waiting.isEmpty() || !flushed) && out.isReady()) {
            byte[] next = waiting.poll();
            if (next == null) {
                out.flush();
                flushed = true;
            } else {
                bytes -= next.length;
                out.write(next);
                flushed = false;
            }
        }
    }

    /** Is called when the client has gone. */
    @Override
    public void onError(Throwable failure) {
        end();
    }

    /** Ends the answer. */
    void end() {
        ended.complete(null);
    }

    /** Closes the connection, because what was sent is not taken. */
    private void drop() {
        connection.close();
        end();
    }
}
