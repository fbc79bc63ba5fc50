package io.millsight.service.webhook;

import io.millsight.files.MessageText;
import io.millsight.history.History;
import io.millsight.history.Outbox;
import io.millsight.history.StoredInspection;
import io.millsight.service.http.RecordJson;
import io.millsight.service.metrics.ServiceMetrics;
import io.millsight.service.threads.RepeatingThread;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of the outbox to one address, signed with HMAC-SHA256. Redirections are not followed. One event is sent at a time; while the
 * receiver does not answer, the others wait.
 */
public final class VerdictWebhook implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(15);
    private static final String MAC = "HmacSHA256";

    private static final Logger LOG = LoggerFactory.getLogger(VerdictWebhook.class);

    private final WebhookSettings settings;
    private final History history;
    private final ServiceMetrics metrics;
    private final Clock clock;
    private final RepeatingThread thread;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build();

    /** Creates a webhook that sends nothing before {@link #start}. */
    public VerdictWebhook(WebhookSettings settings, History history, ServiceMetrics metrics, Clock clock) {
        this.settings = settings;
        this.history = history;
        this.metrics = metrics;
        this.clock = clock;
        thread = new RepeatingThread("webhook", Duration.ZERO, settings.pace().look(), this::sendAll);
    }

    /** Begins to announce inspections, and to send what waits. */
    public void start() {
        history.outbox().announce(settings::announces);
        thread.start();
    }

    private void sendAll() throws InterruptedException {
        try {
            Optional<Outbox.Event> event = history.outbox().claim();
            while (event.isPresent() && !thread.isEnding() && send(event.get())) {
                event = history.outbox().claim();
            }
        } catch (RuntimeException e) { // for example a database that does not answer for a while
            LOG.error("the outbox cannot be read", e);
        }
    }

    /** Sends an event; returns whether the receiver took it. */
    private boolean send(Outbox.Event event) throws InterruptedException {
        StoredInspection inspection =
                history.inspections().find(event.inspection()).orElseThrow();
        String error = post(event, inspection);
        if (error == null) {
            history.outbox().delivered(event);
            metrics.announced("delivered");
            return true;
        }
        if (event.createdAt().plus(settings.pace().giveUp()).isAfter(clock.instant())) {
            history.outbox()
                    .failed(event, error, clock.instant().plus(settings.pace().pause(event.attempts())));
            metrics.announced("failed");
        } else {
            LOG.error("the webhook is given up for inspection {}: {}", event.inspection(), error);
            history.outbox().giveUp(event, error);
            metrics.announced("given_up");
        }
        return false;
    }

    /** Returns what went wrong; null if nothing did. */
    private @Nullable String post(Outbox.Event event, StoredInspection inspection) throws InterruptedException {
        String body = RecordJson.object()
                .put("id", event.id())
                .put("event", "inspection")
                .put("created_at", event.createdAt().toString())
                .set("inspection", RecordJson.inspection(inspection))
                .toString();
        long now = clock.instant().getEpochSecond();
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.address())
                .timeout(WHOLE)
                .header("Content-Type", "application/json")
                .header("Millsight-Event", event.id())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (settings.secret() != null) {
            request.header("Millsight-Signature", "t=" + now + ",v1=" + sign(settings.secret(), now + "." + body));
        }
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(WHOLE.toSeconds(), TimeUnit.SECONDS).statusCode();
            return status >= 200 && status < 300 ? null : "the receiver answers " + status;
        } catch (TimeoutException e) {
            return "the receiver takes more than " + WHOLE.toSeconds() + " s";
        } catch (ExecutionException e) {
            return MessageText.oneLine("the receiver cannot be reached (" + e.getCause() + ")");
        } finally {
            answer.cancel(true);
        }
    }

    /** Returns the HMAC-SHA256 of a text as hexadecimal digits. */
    static String sign(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), MAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // each JDK has it
        }
    }

    /** Ends after the event that is being sent. What waits is sent at the next start. */
    @Override
    public void close() {
        thread.close();
    }
}
