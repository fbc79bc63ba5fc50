package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millsight.history.InspectionFilter;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer.Answer;
import io.millsight.service.labelstudio.LabelStudioSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The service as a backend of Label Studio. The messages among the resources have the members that Label Studio sends. */
class LabelStudioRoutesTest {

    private static final String PERSONAL = "head.body.signature";
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    private Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer labelStudio;

    @BeforeEach
    void startLabelStudio() throws IOException {
        labelStudio = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        labelStudio.createContext("/", this::serve);
        labelStudio.start();
    }

    @AfterEach
    void stopLabelStudio() {
        Objects.requireNonNull(labelStudio).stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        asked.add(path + " " + authorization);
        switch (path.replaceFirst(".*/", "")) {
            case "scratches.png" -> answer(exchange, 200, FakeInspector.picture(Scene.SCRATCHES, 1));
            case "clean.png" -> answer(exchange, 200, FakeInspector.picture(Scene.CLEAN, 1));
            case "unreadable.png" -> answer(exchange, 200, FakeInspector.picture(Scene.UNREADABLE, 1));
            case "text.png" -> answer(exchange, 200, "no image".getBytes(StandardCharsets.UTF_8));
            case "large.png" -> answer(exchange, 200, new byte[(32 << 20) + 1]);
            case "moved.png" -> {
                exchange.getResponseHeaders().set("Location", "/data/upload/3/clean.png");
                answer(exchange, 302, new byte[0]);
            }
            case "refresh" -> answer(exchange, 200, "{\"access\":\"short\"}".getBytes(StandardCharsets.UTF_8));
            default -> answer(exchange, 404, new byte[0]);
        }
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        } catch (IOException e) {
            // the service has heard enough
        }
    }

    private TestServer server(String token) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:"
                + Objects.requireNonNull(labelStudio).getAddress().getPort());
        return TestServer.ready(folder, new ClientSettings(new LabelStudioSettings(address, token), null, null));
    }

    private static String message(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(LabelStudioRoutesTest.class.getResourceAsStream("label-studio/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Answer post(TestServer test, String path, String body) throws Exception {
        String pair = Base64.getEncoder()
                .encodeToString(("user:" + test.token(Role.OPERATOR)).getBytes(StandardCharsets.UTF_8));
        return test.send(test.anonymous("/label-studio/" + path)
                .header("Authorization", "Basic " + pair)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void tellsAProjectWhichLabelsDoNotFit() throws Exception {
        try (TestServer test = server("legacy")) {
            assertThat(test.send(test.anonymous("/label-studio/health"))
                            .json(200)
                            .path("status")
                            .asString())
                    .isEqualTo("UP");
            assertThat(post(test, "setup", message("setup.json")).json(200))
                    .isEqualTo(JSON.readTree(message("setup-answer.json")));
            assertThat(asked).as("what a request says about hosts is not used").isEmpty();
        }
    }

    @Test
    void eachTaskHasOneResultWithBoxesInPercentOrAnError() throws Exception {
        try (TestServer test = server("legacy")) {
            JsonNode results =
                    post(test, "predict", message("predict.json")).json(200).path("results");

            assertThat(results).hasSize(8);
            assertThat(results.get(0)).isEqualTo(JSON.readTree(message("prediction.json")));
            assertThat(results.get(1).path("score").asDouble()).isEqualTo(1);
            assertThat(IntStream.range(2, 8)
                            .mapToObj(i -> results.get(i).path("error").asString("")))
                    .satisfiesExactly(
                            error -> assertThat(error).contains("is no upload of http://127.0.0.1"),
                            error -> assertThat(error).contains("is no upload of http://127.0.0.1"),
                            error ->
                                    assertThat(error).contains("302", "redirections to other storage are not followed"),
                            error -> assertThat(error).contains("cannot be read"),
                            error -> assertThat(error).contains("give a PNG, JPEG, BMP, GIF, TIFF or WebP image"),
                            error -> assertThat(error).isEqualTo("the task has no image in data.picture"));
            assertThat(asked)
                    .contains("/data/upload/3/scratches.png Token legacy")
                    .hasSize(5);
        }
    }

    @Test
    void aTaskThatIsAskedAgainIsInspectedOnce() throws Exception {
        try (TestServer test = server("legacy")) {
            post(test, "predict", message("predict.json")).json(200);
            int stored = stored(test);
            post(test, "predict", message("predict.json")).json(200);

            assertThat(stored).isEqualTo(3);
            assertThat(stored(test)).isEqualTo(3);
        }
    }

    private static int stored(TestServer test) {
        return test.history().inspections().list(InspectionFilter.ALL, null, 99).size();
    }

    @Test
    void exchangesAPersonalTokenAndEndsALargeImage() throws Exception {
        try (TestServer test = server(PERSONAL)) {
            String large = message("predict.json").replace("scratches.png", "large.png");
            JsonNode results = post(test, "predict", large).json(200).path("results");

            assertThat(results.get(0).path("error").asString()).isEqualTo("the image has more than 32 MiB");
            assertThat(results.get(1).path("score").asDouble()).isEqualTo(1);
            assertThat(asked).contains("/data/upload/3/clean.png Bearer short");
            assertThat(asked.stream().filter(line -> line.startsWith("/api/token/refresh")))
                    .hasSize(1);
        }
    }

    @Test
    void aConfirmedPredictionIsAcceptedOnce() throws Exception {
        try (TestServer test = server("legacy")) {
            post(test, "predict", message("predict.json")).json(200);

            JsonNode review = post(test, "webhook", message("annotation.json")).json(201);
            JsonNode again = post(test, "webhook", message("annotation.json")).json(200);

            assertThat(review.path("action").asString()).isEqualTo("accept");
            assertThat(review.path("seconds").asDouble()).isEqualTo(12.5);
            assertThat(review.path("by").asString()).isEqualTo("the OPERATOR");
            assertThat(again.path("ignored").asString()).isEqualTo("the annotation is a review already");
        }
    }

    @Test
    void aMovedBoxIsACorrectionAndNoBoxIsClean() throws Exception {
        try (TestServer test = server("legacy")) {
            post(test, "predict", message("predict.json")).json(200);
            String moved = message("annotation.json").replace("24.999999", "30").replace("25.000001", "20");
            ObjectNode none = (ObjectNode) JSON.readTree(message("annotation.json"));
            ((ObjectNode) none.path("annotation")).putArray("result");

            JsonNode correction = post(test, "webhook", moved).json(201);
            JsonNode clean = post(test, "webhook", none.toString()).json(201);

            assertThat(correction.path("action").asString()).isEqualTo("correct");
            assertThat(correction.at("/defects/0/origin").asString()).isEqualTo("moved");
            assertThat(correction.at("/defects/0/box/0").asDouble()).isEqualTo(12);
            assertThat(clean.path("action").asString()).isEqualTo("clean");
        }
    }

    @Test
    void whatIsNoReviewChangesNothing() throws Exception {
        try (TestServer test = server("legacy")) {
            post(test, "predict", message("predict.json")).json(200);
            String annotation = message("annotation.json");

            assertThat(ignored(test, annotation.replace("_CREATED", "_DELETED")))
                    .contains("only new and changed");
            assertThat(ignored(test, "{\"action\":\"START_TRAINING\",\"project\":{\"id\":3}}"))
                    .contains("only new and changed");
            assertThat(ignored(test, annotation.replace("\"id\": 17", "\"id\": 99")))
                    .contains("no inspection");
            assertThat(ignored(test, annotation.replace("\"was_cancelled\": false", "\"was_cancelled\": true")))
                    .contains("skipped");
            assertThat(post(test, "webhook", annotation.replace("\"rectanglelabels\",", "\"polygonlabels\","))
                            .problem(422))
                    .isEqualTo("invalid_review");
            assertThat(post(test, "webhook", annotation.replace("Scratches", "rust"))
                            .problem(422))
                    .isEqualTo("invalid_review");
        }
    }

    private static String ignored(TestServer test, String message) throws Exception {
        return post(test, "webhook", message).json(200).path("ignored").asString();
    }

    @Test
    void aPasswordOpensNothingElseAndADocumentTypeIsRefused() throws Exception {
        try (TestServer test = server("legacy")) {
            String pair = Base64.getEncoder()
                    .encodeToString(("user:" + test.token(Role.ADMIN)).getBytes(StandardCharsets.UTF_8));
            String bomb = message("setup.json")
                    .replace("<View>", "<!DOCTYPE v [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><View>&x;");

            assertThat(test.send(test.anonymous("/v1/tokens").header("Authorization", "Basic " + pair))
                            .status())
                    .isEqualTo(401);
            assertThat(post(test, "setup", bomb).json(422).path("detail").asString())
                    .startsWith("the labelling interface is not XML without a DOCTYPE");
        }
    }
}
