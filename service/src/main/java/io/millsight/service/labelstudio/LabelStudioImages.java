package io.millsight.service.labelstudio;

import io.millsight.files.MessageText;
import io.millsight.service.intake.IntakeImage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Gets the images of tasks: from the task itself, or from the uploads of the one Label Studio that the administrator named. What a request says about
 * hosts and tokens is never used. Redirections are not followed, and other places than uploads are not asked.
 *
 * <p>Safe for use by several threads.
 */
public final class LabelStudioImages {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration WHOLE = Duration.ofSeconds(30);

    /** Label Studio exchanges a personal token for one that lasts five minutes. */
    private static final Duration EXCHANGED = Duration.ofMinutes(4);

    private static final String UPLOADS = "data/";
    private static final String BASE64 = ";base64,";
    private static final int MOST_TOKEN_BYTES = 64 << 10;

    private final @Nullable LabelStudioSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT)
            .build();

    private @Nullable String exchanged;
    private long exchangedAt;

    /**
     * @param settings the Label Studio whose uploads may be fetched; null for none
     */
    public LabelStudioImages(@Nullable LabelStudioSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns an image file.
     *
     * @param address a data URL, or the address of an upload
     * @throws LabelStudioException if it cannot be got
     */
    public byte[] get(String address) {
        return address.regionMatches(true, 0, "data:", 0, 5) ? decode(address) : fetch(address);
    }

    private static byte[] decode(String address) {
        int start = address.indexOf(BASE64);
        if (start < 0) {
            throw new LabelStudioException("the data URL of the image is not in base 64");
        }
        try {
            return Base64.getDecoder().decode(address.substring(start + BASE64.length()));
        } catch (IllegalArgumentException e) {
            throw new LabelStudioException("the image is no valid base 64");
        }
    }

    private byte[] fetch(String address) {
        if (settings == null) {
            throw new LabelStudioException("the image is at an address; start the service with --label-studio URL, so"
                    + " that it may fetch uploads from there");
        }
        URI upload = upload(settings.address(), address);
        HttpRequest.Builder request = HttpRequest.newBuilder(upload).GET();
        String token = settings.token();
        if (token != null) {
            request.header("Authorization", authorization(settings.address(), token));
        }
        return send(request, IntakeImage.MOST_BYTES, upload.getPath());
    }

    /** Returns the full address of an upload, if it is one of the host's. */
    static URI upload(URI host, String address) {
        URI base = URI.create(host.toString().replaceFirst("/*$", "/"));
        URI upload;
        try {
            upload = base.resolve(URI.create(address.strip())).normalize();
        } catch (IllegalArgumentException e) {
            throw new LabelStudioException("the address of the image cannot be read");
        }
        String place = String.valueOf(upload.getRawPath());
        boolean isUpload = String.valueOf(upload.getScheme()).equalsIgnoreCase(base.getScheme())
                && String.valueOf(upload.getRawAuthority()).equalsIgnoreCase(base.getRawAuthority())
                && (place.startsWith(base.getRawPath() + UPLOADS) || place.startsWith("/" + UPLOADS))
                && !place.toLowerCase(Locale.ROOT).contains("%2e");
        if (!isUpload) {
            throw new LabelStudioException("the image is no upload of " + host + ": " + MessageText.excerpt(address));
        }
        return upload;
    }

    /** A legacy token is sent as it is; a personal token, which has three parts, is exchanged. */
    private String authorization(URI host, String token) {
        return token.chars().filter(c -> c == '.').count() == 2 ? "Bearer " + exchange(host, token) : "Token " + token;
    }

    private synchronized String exchange(URI host, String token) {
        if (exchanged != null && System.nanoTime() - exchangedAt < EXCHANGED.toNanos()) {
            return exchanged;
        }
        URI place = URI.create(host.toString().replaceFirst("/*$", "/api/token/refresh"));
        String body =
                JsonMapper.shared().createObjectNode().put("refresh", token).toString();
        HttpRequest.Builder request = HttpRequest.newBuilder(place)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        String access;
        try {
            access = JsonMapper.shared()
                    .readTree(send(request, MOST_TOKEN_BYTES, place.getPath()))
                    .path("access")
                    .asString("");
        } catch (JacksonException e) {
            access = "";
        }
        if (access.isEmpty()) {
            throw new LabelStudioException("Label Studio gives nothing for the personal token; make a new one");
        }
        exchanged = access;
        exchangedAt = System.nanoTime();
        return access;
    }

    private byte[] send(HttpRequest.Builder request, int limit, String place) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request.timeout(WHOLE).build(), head -> new LimitedBody(limit));
        try {
            HttpResponse<byte[]> response = answer.get(WHOLE.toSeconds(), TimeUnit.SECONDS);
            if (response.statusCode() != 200) {
                throw new LabelStudioException(
                        "Label Studio answers " + response.statusCode() + " for " + place + reason(response));
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new LabelStudioException("Label Studio takes more than " + WHOLE.toSeconds() + " s for " + place);
        } catch (ExecutionException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof LabelStudioException own) {
                    throw own;
                }
            }
            throw new LabelStudioException("Label Studio cannot be reached for " + place + " (" + e.getCause() + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabelStudioException("the service is ending");
        } finally {
            answer.cancel(true);
        }
    }

    private static String reason(HttpResponse<byte[]> response) {
        return switch (response.statusCode()) {
            case 401, 403 -> "; check the access token";
            case 301, 302, 303, 307, 308 -> "; redirections to other storage are not followed";
            default -> "";
        };
    }

    /** Collects the body of a response up to a limit; a longer body ends the connection. */
    private static final class LimitedBody implements HttpResponse.BodySubscriber<byte[]> {

        private final HttpResponse.BodySubscriber<byte[]> collected = HttpResponse.BodySubscribers.ofByteArray();
        private final long limit;
        private long received;
        private Flow.@Nullable Subscription subscription;

        LimitedBody(long limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return collected.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            collected.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            received += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (received <= limit) {
                collected.onNext(buffers);
                return;
            }
            if (subscription != null) {
                subscription.cancel();
            }
            collected.onError(new LabelStudioException("the image has more than " + (limit >> 20) + " MiB"));
        }

        @Override
        public void onError(Throwable failure) {
            collected.onError(failure);
        }

        @Override
        public void onComplete() {
            collected.onComplete();
        }
    }
}
