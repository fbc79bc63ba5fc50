package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.millsight.history.Role;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.webhook.WebhookPace;
import io.millsight.service.webhook.WebhookSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Another program is told of inspections. */
class VerdictWebhookTest {

    private static final Duration SHORT = Duration.ofMillis(20);
    private static final WebhookPace FAST = new WebhookPace(SHORT, SHORT, Duration.ofMillis(100), Duration.ofDays(1));
    private static final String SECRET = "the secret";

    private record Message(String id, String signature, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    @TempDir
    private Path folder;

    private final List<Message> messages = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer receiver;

    @BeforeEach
    void startTheReceiver() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stopTheReceiver() {
        receiver.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            messages.add(new Message(
                    exchange.getRequestHeaders().getFirst("Millsight-Event"),
                    exchange.getRequestHeaders().getFirst("Millsight-Signature"),
                    body));
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        }
    }

    private TestServer server(WebhookPace pace) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/verdicts");
        return TestServer.ready(
                folder, new ClientSettings(null, null, new WebhookSettings(address, SECRET, Set.of("hold"), pace)));
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(end);
            Thread.sleep(10);
        }
    }

    @Test
    void tellsOfWhatIsWantedAndSignsIt() throws Exception {
        try (TestServer test = server(FAST)) {
            test.inspect(Scene.CLEAN, 1);
            JsonNode held = test.inspect(Scene.SCRATCHES, 2);
            await(() -> test.history().outbox().waiting() == 0 && !messages.isEmpty());

            assertThat(messages).hasSize(1);
            Message message = messages.get(0);
            assertThat(message.json().path("id").asString()).isEqualTo(message.id);
            assertThat(message.json().at("/inspection/id").asString())
                    .isEqualTo(held.path("id").asString());
            String time = message.signature.replaceFirst("t=(\\d+),.*", "$1");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] expected = mac.doFinal((time + "." + message.body).getBytes(StandardCharsets.UTF_8));
            assertThat(message.signature)
                    .isEqualTo("t=" + time + ",v1=" + HexFormat.of().formatHex(expected));
        }
    }

    @Test
    void triesAgainUnderTheSameIdentifierAlsoAfterARestart() throws Exception {
        status = 302;
        try (TestServer test = server(FAST)) {
            test.inspect(Scene.SCRATCHES, 1);
            await(() -> messages.size() >= 2);
        }
        status = 204;
        int before = messages.size();
        try (TestServer test = server(FAST)) {
            await(() -> test.history().outbox().waiting() == 0);

            assertThat(messages.size()).isGreaterThan(before);
            assertThat(messages.stream().map(Message::id).distinct()).hasSize(1);
            assertThat(test.send(test.as(Role.VIEWER, "/metrics")).text())
                    .contains("millsight_webhook_total{result=\"delivered\"} 1", "millsight_webhook_waiting 0");
        }
    }

    @Test
    void givesUpAndSaysSo() throws Exception {
        status = 500;
        try (TestServer test = server(new WebhookPace(SHORT, SHORT, SHORT, Duration.ZERO))) {
            JsonNode held = test.inspect(Scene.SCRATCHES, 1);
            await(() -> test.history().outbox().waiting() == 0);

            assertThat(test.send(test.as(Role.ADMIN, "/v1/audit")).text())
                    .contains("webhook_given_up", held.path("id").asString(), "the receiver answers 500");
            await(() -> test.send(test.as(Role.VIEWER, "/metrics"))
                    .text()
                    .contains("millsight_webhook_total{result=\"given_up\"} 1"));
            assertThat(messages).hasSize(1);
        }
    }
}
