package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.History;
import io.millsight.history.InspectionFilter;
import io.millsight.history.StoredInspection;
import io.millsight.service.FakeInspector.Scene;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server is killed at random moments under load. Clients send again what they have no answer to, with the same key. Every other picture is
 * inspected later.
 */
class KilledServerTest {

    private static final int KILLS = Integer.getInteger("millsight.kills", 3);
    private static final int CLIENTS = 4;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicInteger next = new AtomicInteger();

    /** The identifiers of the inspections and jobs that clients have got, by the number of the picture. */
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();

    @TempDir
    private Path folder;

    @Test
    void nothingThatWasAcceptedIsLostOrDoubled() throws Exception {
        Random random = new Random(7);
        String token = "";
        for (int kill = 0; kill < KILLS; kill++) {
            try (ServerProcess server = ServerProcess.start(folder)) {
                token = kill == 0 ? server.token() : token;
                replay(server, token);
                List<Thread> clients = load(server, token);
                Thread.sleep(100 + random.nextInt(700));
                server.kill();
                for (Thread client : clients) {
                    client.join();
                }
            }
        }
        try (ServerProcess server = ServerProcess.start(folder)) {
            replay(server, token);
            awaitJobs(server, token);
            server.kill();
        }
        try (History history = History.open(folder, Clock.systemUTC())) {
            List<StoredInspection> stored = history.inspections().list(InspectionFilter.ALL, null, Integer.MAX_VALUE);
            assertThat(stored).hasSize(next.get());
            assertThat(stored.stream().map(StoredInspection::id))
                    .containsExactlyInAnyOrderElementsOf(inspections(history));
            for (StoredInspection inspection : stored) {
                assertThat(history.images().file(inspection.content().image())).exists();
            }
            assertThat(history.audit().firstBroken()).isEmpty();
        }
    }

    private List<String> inspections(History history) {
        return accepted.entrySet().stream()
                .map(sent -> isLater(sent.getKey())
                        ? String.valueOf(history.jobs()
                                .find(sent.getValue())
                                .orElseThrow()
                                .inspection())
                        : sent.getValue())
                .toList();
    }

    private static boolean isLater(int number) {
        return number % 2 == 1;
    }

    /** Waits until all jobs are done. */
    private void awaitJobs(ServerProcess server, String token) throws Exception {
        long end = System.nanoTime() + DEADLINE_NANOS;
        for (Map.Entry<Integer, String> sent : accepted.entrySet()) {
            while (isLater(sent.getKey())
                    && !ask(request(server, token, "/v1/jobs/" + sent.getValue()), 200)
                            .path("state")
                            .asString()
                            .equals("done")) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }
        }
    }

    /** Sends every picture until now once more. What was accepted before must be answered with the same inspection. */
    private void replay(ServerProcess server, String token) throws Exception {
        for (int number = 0; number < next.get(); number++) {
            String id = send(server, token, number);
            String before = accepted.put(number, id);
            assertThat(before == null ? id : before).isEqualTo(id);
        }
    }

    private List<Thread> load(ServerProcess server, String token) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(() -> sendUntilTheEnd(server, token));
            client.start();
            clients.add(client);
        }
        return clients;
    }

    private void sendUntilTheEnd(ServerProcess server, String token) {
        try {
            while (true) {
                int number = next.getAndIncrement();
                accepted.put(number, send(server, token, number));
            }
        } catch (IOException e) {
            // the server was killed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String send(ServerProcess server, String token, int number) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(server, token, "/v1/inspections?frame=" + number)
                .header("Content-Type", "image/png")
                .header("Idempotency-Key", "picture-" + number)
                .POST(HttpRequest.BodyPublishers.ofByteArray(FakeInspector.picture(Scene.SCRATCHES, number)));
        if (isLater(number)) {
            request.header("Prefer", "respond-async");
        }
        return ask(request, isLater(number) ? 202 : 201).path("id").asString();
    }

    private static HttpRequest.Builder request(ServerProcess server, String token, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode ask(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(expected);
        return JsonMapper.shared().readTree(answer.body());
    }
}
