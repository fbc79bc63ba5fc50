package io.millsight.service;

import io.millsight.history.AccessTokens;
import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.Retention;
import io.millsight.history.Role;
import io.millsight.service.learning.TrainingProgram;
import io.millsight.service.model.ModelLoader;
import io.millsight.service.queue.InspectionQueue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real server on a free port, with a token of each role. */
public final class TestServer implements AutoCloseable {

    public static final InspectionQueue.Limits ROOMY = InspectionQueue.Limits.STANDARD;

    private static final SafetySettings ROOMY_DISK = new SafetySettings(Duration.ofSeconds(30), 1L << 20, null);

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private final History history;
    private final InspectionServer server;

    public TestServer(Path folder, ModelLoader loader, InspectionQueue.Limits limits) {
        this(History.open(folder, Clock.systemUTC()), loader, limits, null);
    }

    /**
     * @param history is closed with the server
     */
    public TestServer(History history, ModelLoader loader, InspectionQueue.Limits limits) {
        this(history, loader, limits, null);
    }

    /**
     * @param history is closed with the server
     * @param trainer how trainings are started; null for none
     */
    public TestServer(
            History history, ModelLoader loader, InspectionQueue.Limits limits, @Nullable TrainingProgram trainer) {
        this(
                history,
                loader,
                new ServiceSettings(
                        "127.0.0.1",
                        0,
                        limits,
                        Duration.ofSeconds(10),
                        ROOMY_DISK,
                        Retention.Periods.STANDARD,
                        ClientSettings.NONE,
                        trainer));
    }

    public TestServer(History history, ModelLoader loader, ServiceSettings settings) {
        this.history = history;
        server = new InspectionServer(settings, history, loader, Clock.systemUTC());
        for (Role role : Role.values()) {
            AccessTokens.Wish wish = new AccessTokens.Wish("the " + role.name(), role, null);
            tokens.put(role, history.tokens().make(wish, Actor.PROGRAM).text());
        }
        server.start();
    }

    /** Starts a server with the model that finds what pictures say, and waits until it is ready. */
    public static TestServer ready(Path folder) throws InterruptedException {
        TestServer test = new TestServer(folder, () -> new FakeInspector().loaded(), ROOMY);
        test.server.awaitModel();
        return test;
    }

    /** Starts a server that works with other programs, and waits until it is ready. */
    public static TestServer ready(Path folder, ClientSettings clients) throws InterruptedException {
        ServiceSettings settings = ServiceSettings.at("127.0.0.1", 0).with(clients);
        TestServer test =
                new TestServer(History.open(folder, Clock.systemUTC()), () -> new FakeInspector().loaded(), settings);
        test.server.awaitModel();
        return test;
    }

    public InspectionServer server() {
        return server;
    }

    public History history() {
        return history;
    }

    public String token(Role role) {
        return String.valueOf(tokens.get(role));
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    /** A request without credentials. */
    public HttpRequest.Builder anonymous(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofMinutes(2));
    }

    public HttpRequest.Builder as(Role role, String path) {
        return anonymous(path).header("Authorization", "Bearer " + token(role));
    }

    public Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return new Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    public HttpClient client() {
        return client;
    }

    /** A request that sends a picture as an operator. */
    public HttpRequest.Builder upload(byte[] picture, String query) {
        return as(Role.OPERATOR, "/v1/inspections" + query)
                .header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofByteArray(picture));
    }

    /** Inspects a picture and returns the inspection. */
    public JsonNode inspect(FakeInspector.Scene scene, int number) throws IOException, InterruptedException {
        return send(upload(FakeInspector.picture(scene, number), "")).json(201);
    }

    public HttpRequest.Builder json(Role role, String path, String body) {
        return as(role, path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    @Override
    public void close() {
        server.close();
    }

    /** An answer. */
    public record Answer(HttpResponse<byte[]> response) {

        public int status() {
            return response.statusCode();
        }

        public @Nullable String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        public String text() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** Returns the body as JSON if the status is the expected one. */
        public JsonNode json(int expected) {
            if (status() != expected) {
                throw new AssertionError("status " + status() + " instead of " + expected + ": " + text());
            }
            return JSON.readTree(text());
        }

        /** Returns the type of the problem without its prefix. */
        public String problem(int expected) {
            return json(expected).path("type").asString().replace("urn:millsight:", "");
        }
    }
}
