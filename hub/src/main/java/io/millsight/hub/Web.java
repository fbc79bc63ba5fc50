package io.millsight.hub;

import io.millsight.files.InputFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Requests to a hub and to the hosts it redirects to. The access token goes to the hub's own scheme, host and port only. A redirect from https to
 * http is refused. HTTP/1.1 is used, because the ranges of HTTP/2 would share one connection. Thread-safe.
 */
final class Web {

    static final int OK = 200;
    static final int PARTIAL = 206;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private static final int MAX_REDIRECTS = 5;
    private static final int POLL_MILLISECONDS = 100;
    private static final int REDIRECT_BYTES = 1 << 16;
    /** What Java says when a connection ends too early. */
    private static final Pattern BREAK = Pattern.compile(
            "header parser|bytes received|reset|closed|EOF|Broken pipe|chunked", Pattern.CASE_INSENSITIVE);

    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final HttpClient client;
    private final Hub hub;
    private final URI endpoint;
    private final @Nullable AccessToken token;
    private final Duration stall;
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * @param endpoint without a slash at its end
     * @throws HubException if the environment names a token that must not be sent to the endpoint, or a proxy that cannot be used
     */
    Web(Hub hub, URI endpoint, Map<String, String> environment, Duration stall) {
        this.hub = hub;
        this.endpoint = endpoint;
        this.token = AccessToken.find(hub, environment).orElse(null);
        this.stall = stall;
        if (token != null) {
            token.requireSafe(endpoint);
        }
        EnvironmentProxy proxy = new EnvironmentProxy(environment);
        proxy.requireUsable(endpoint);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .proxy(proxy)
                .build();
    }

    URI endpoint() {
        return endpoint;
    }

    /** Makes all requests fail, also those that are waiting. */
    void stop() {
        stopped.set(true);
    }

    boolean isStopped() {
        return stopped.get();
    }

    /** Returns whether the hub itself is asked under an address, and not a host to which it redirects. */
    boolean isHub(URI address) {
        return Objects.equals(address.getScheme(), endpoint.getScheme())
                && Objects.equals(address.getHost(), endpoint.getHost())
                && address.getPort() == endpoint.getPort();
    }

    /**
     * Sends a request and follows redirects.
     *
     * @param body receives the body of the last answer, whatever its status
     * @throws IOException if the connection breaks, nothing arrives for too long, or the requests are stopped
     */
    <T> Answer<T> get(URI address, Map<String, String> headers, HttpResponse.BodyHandler<T> body) throws IOException {
        URI current = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            URI target = current;
            HttpResponse<Optional<T>> response = exchange(
                    request(target, headers),
                    info -> isRedirect(info)
                            ? HttpResponse.BodySubscribers.mapping(
                                    new BoundedBody(REDIRECT_BYTES), ignored -> Optional.empty())
                            : HttpResponse.BodySubscribers.mapping(body.apply(info), Optional::of));
            if (response.body().isPresent()) {
                return new Answer<>(
                        response.statusCode(),
                        response.headers(),
                        target,
                        response.body().get());
            }
            current =
                    redirected(target, response.headers().firstValue("Location").orElse(""));
        }
        throw new IOException("more than " + MAX_REDIRECTS + " redirects");
    }

    private static boolean isRedirect(HttpResponse.ResponseInfo info) {
        return switch (info.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private HttpRequest request(URI target, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).header("User-Agent", "millsight").header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        if (token != null && isHub(target)) {
            hub.listing().authorization(token.value()).forEach(request::header);
        }
        return request.build();
    }

    private static URI redirected(URI from, String location) throws IOException {
        URI target;
        try {
            target = from.resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("a redirect to an address that is not valid", e);
        }
        boolean secure = "https".equals(target.getScheme());
        boolean plain = "http".equals(target.getScheme()) && "http".equals(from.getScheme());
        if (location.isEmpty() || target.getHost() == null || !(secure || plain)) {
            throw new IOException("a redirect to an address that is not allowed");
        }
        return target;
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        Activity activity = new Activity();
        CompletableFuture<HttpResponse<T>> answer =
                client.sendAsync(request, info -> new WatchedBody<>(body.apply(activity.touch(info)), activity));
        while (true) {
            try {
                return answer.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (stopped.get()) {
                    answer.cancel(true);
                    throw new IOException("stopped", e);
                }
                if (activity.silence().compareTo(stall) > 0) {
                    answer.cancel(true);
                    throw new HttpTimeoutException("nothing arrived for " + stall.toSeconds() + " seconds");
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
            } catch (InterruptedException e) {
                answer.cancel(true);
                Thread.currentThread().interrupt();
                throw new IOException("stopped", e);
            }
        }
    }

    /** Returns what to tell a user about an answer that refuses a model. */
    HubException refused(int status, ModelId model, String revision) {
        URI page = hub.listing().page(endpoint, model);
        String variable = hub.tokenVariables().get(0);
        if ((status == UNAUTHORIZED || status == FORBIDDEN) && token == null) {
            return new HubException(model + ": " + endpoint + " refuses access (" + status
                    + "): there is no such model, or it is private or gated; check the name, or accept the licence on "
                    + page + " and set " + variable + " to your access token");
        }
        if ((status == UNAUTHORIZED || status == FORBIDDEN) && token != null) {
            return new HubException(model + ": " + endpoint + " refuses the token in " + token.variable() + " ("
                    + status + "); check the name and the token, and accept the licence on " + page);
        }
        if (status == NOT_FOUND) {
            return new HubException(model + ": " + endpoint + " has no such model, or no revision \"" + revision
                    + "\" of it; the name is owner/name, for example Qwen/Qwen2.5-VL-3B-Instruct");
        }
        return new HubException(model + ": " + endpoint + " answers with HTTP status " + status + "; try again later");
    }

    /** Returns what to tell a user about a hub that cannot be reached. */
    HubException unreachable(IOException failure) {
        String other = hub == Hub.HUGGING_FACE ? "--mirror modelscope" : "--mirror huggingface";
        if (failure instanceof SSLException) {
            return new HubException(
                    endpoint + ": its certificate cannot be checked (" + InputFile.reason(failure)
                            + "); where a company proxy opens TLS, give Java its certificate with"
                            + " MILLSIGHT_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE",
                    failure);
        }
        return new HubException(
                endpoint + " cannot be reached (" + reason(failure) + "); check the network and https_proxy, or try "
                        + other + " or --endpoint URL",
                failure);
    }

    /** Returns a failure in words. Java has none for an unknown host, and speaks of its own parser when a connection ends. */
    static String reason(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ConnectException) {
            return "no connection";
        }
        return BREAK.matcher(message).find() ? "the connection broke" : InputFile.reason(failure);
    }

    /** The time at which something arrived last. */
    private static final class Activity {

        private volatile long last = System.nanoTime();

        <T> T touch(T arrived) {
            last = System.nanoTime();
            return arrived;
        }

        Duration silence() {
            return Duration.ofNanos(System.nanoTime() - last);
        }
    }

    /** Passes a body on, and notes the time of each part. */
    private record WatchedBody<T>(HttpResponse.BodySubscriber<T> receiver, Activity activity)
            implements HttpResponse.BodySubscriber<T> {

        @Override
        public CompletionStage<T> getBody() {
            return receiver.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            receiver.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            receiver.onNext(activity.touch(buffers));
        }

        @Override
        public void onError(Throwable failure) {
            receiver.onError(failure);
        }

        @Override
        public void onComplete() {
            receiver.onComplete();
        }
    }
}
