package io.millsight.service.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Writes an answer as server-sent events. Nothing is compressed or held back: each event is sent at once. */
final class EventStream {

    /** A proxy or a client that hears nothing for longer may give up. */
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

    private final Context context;
    private boolean open;
    private long last;

    EventStream(Context context) {
        this.context = context;
    }

    /** Returns whether something has been sent. */
    boolean isOpen() {
        return open;
    }

    void send(JsonNode data) throws IOException {
        send(data.toString());
    }

    void send(String data) throws IOException {
        write("data: " + data + "\n\n");
    }

    /** Sends a comment if nothing has been sent for a while; returns whether the client still listens. */
    boolean keepAlive() {
        if (!open || System.nanoTime() - last < KEEP_ALIVE.toNanos()) {
            return true;
        }
        try {
            write(": keep-alive\n\n");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void write(String text) throws IOException {
        if (!open) {
            context.contentType("text/event-stream").header("X-Accel-Buffering", "no");
            open = true;
        }
        OutputStream out = context.res().getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
        last = System.nanoTime();
    }
}
