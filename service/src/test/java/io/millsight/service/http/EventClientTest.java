package io.millsight.service.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client of events that takes what is sent, or does not. */
class EventClientTest {

    private static final String LARGE = "x".repeat(100_000);

    private final BlockingQueue<EventClient> clients = new LinkedBlockingQueue<>();
    private Javalin javalin;

    @BeforeEach
    void start() {
        javalin = Javalin.create(config -> config.routes.get("/", context -> {
                    EventClient client = new EventClient(context, () -> true, null, null);
                    context.future(client::begin);
                    clients.add(client);
                }))
                .start("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        javalin.stop();
    }

    private Socket ask() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), javalin.port());
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private EventClient client() throws InterruptedException {
        return clients.poll(60, TimeUnit.SECONDS);
    }

    @Test
    void whatIsSentInARowArrivesInTheOrder() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + "/"))
                .build();
        try (InputStream in = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofInputStream())
                .body()) {
            EventClient client = client();
            StringBuilder expected = new StringBuilder(": listening\n\n");
            for (int number = 0; number < 9; number++) {
                client.send("id" + number, "inspection", LARGE);
                expected.append("id: id" + number + "\nevent: inspection\ndata: " + LARGE + "\n\n");
            }
            assertThat(new String(in.readNBytes(expected.length()), StandardCharsets.UTF_8))
                    .isEqualTo(expected.toString());
            assertThat(client.ended()).isNotDone();
        }
    }

    @Test
    void aClientThatTakesNothingIsDroppedAndHoldsNobodyUp() throws Exception {
        try (Socket socket = ask()) {
            EventClient client = client();
            int sent = 0;
            long began = System.nanoTime();
            while (!client.ended().isDone()) {
                client.send("id", "inspection", LARGE);
                sent++;
                assertThat(sent).isLessThan(1000);
            }
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began))
                    .isLessThan(20);
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void aClientThatHasGoneIsForgotten() throws Exception {
        EventClient client;
        try (Socket socket = ask()) {
            client = client();
            assertThat(socket.getInputStream().read()).isPositive();
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!client.ended().isDone()) {
            client.send("id", "inspection", "{}");
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
