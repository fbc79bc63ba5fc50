package io.millsight.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Both hubs with one model, on this machine: lists, redirects of large files to a second port, ranges. A {@link Trouble} makes it fail in the ways
 * of real servers.
 */
public final class LocalHub implements AutoCloseable {

    public static final String MODEL = "steel/tiny";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d+)");
    private static final int LARGE = 2_000;
    private static final int KILOBYTE = 1_000;

    /** Answers a request for content in place of the hub. */
    @FunctionalInterface
    interface Trouble {

        /** Returns whether it has answered. */
        boolean answers(HttpExchange exchange, String file) throws IOException;
    }

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, String> listedHashes = new LinkedHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(LocalHub::daemon);
    private final HttpServer hub;
    private final HttpServer storage;
    private final List<String> storageAuthorizations = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
    private volatile Trouble trouble = (exchange, file) -> false;
    private volatile String requiredToken = "";
    private volatile String wrongListing = "";
    private volatile int rangeStatus = 206;
    private volatile int pauseMilliseconds;
    private volatile boolean knowsRanges = true;

    public LocalHub() throws IOException {
        hub = server();
        storage = server();
        hub.createContext("/", this::answerHub);
        storage.createContext("/", exchange -> {
            storageAuthorizations.addAll(exchange.getRequestHeaders().getOrDefault("Authorization", List.of()));
            content(exchange, exchange.getRequestURI().getPath().substring(1));
        });
        hub.start();
        storage.start();
    }

    private HttpServer server() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        return server;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "local-hub");
        thread.setDaemon(true);
        return thread;
    }

    /** Adds what every model has, and three shards of random bytes. */
    public LocalHub withThreeShards(int bytes) {
        with("config.json", "{\"model_type\": \"qwen2_5_vl\"}".getBytes(StandardCharsets.UTF_8));
        with("merges.txt", "a b\n".getBytes(StandardCharsets.UTF_8));
        Random random = new Random(7);
        for (int shard = 1; shard <= 3; shard++) {
            byte[] weights = new byte[bytes + shard * 17];
            random.nextBytes(weights);
            with("model-0000" + shard + "-of-00003.safetensors", weights);
        }
        return this;
    }

    public LocalHub with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    LocalHub listing(String name, String hash) {
        listedHashes.put(name, hash);
        return this;
    }

    LocalHub wrongListing(String json) {
        wrongListing = json;
        return this;
    }

    LocalHub trouble(Trouble next) {
        trouble = next;
        return this;
    }

    LocalHub requireToken(String token) {
        requiredToken = token;
        return this;
    }

    /** The status of an answer with a range; ModelScope's is 200. */
    LocalHub rangeStatus(int status) {
        rangeStatus = status;
        return this;
    }

    /** Pauses after every kilobyte of content. */
    public LocalHub slow(int milliseconds) {
        pauseMilliseconds = milliseconds;
        return this;
    }

    LocalHub withoutRanges() {
        knowsRanges = false;
        return this;
    }

    public Map<String, byte[]> files() {
        return files;
    }

    byte[] file(String name) {
        return Objects.requireNonNull(files.get(name));
    }

    List<String> storageAuthorizations() {
        return storageAuthorizations;
    }

    /** Returns the bytes of content that have been sent. */
    public long sent() {
        return sent.get();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + hub.getAddress().getPort();
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }

    // ---- answers

    private void answerHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (!requiredToken.isEmpty() && !("Bearer " + requiredToken).equals(authorization)) {
            status(exchange, 401);
        } else if (path.equals("/api/models/" + MODEL + "/revision/main")
                || path.equals("/api/models/" + MODEL + "/revision/v1")) {
            json(exchange, huggingFaceList());
        } else if (path.equals("/api/v1/models/" + MODEL + "/repo/files")) {
            json(exchange, modelScopeList());
        } else if (path.startsWith("/" + MODEL + "/resolve/" + COMMIT + "/")) {
            contentOrRedirect(exchange, path.substring(path.lastIndexOf('/') + 1));
        } else if (path.equals("/api/v1/models/" + MODEL + "/repo")) {
            String query = exchange.getRequestURI().getRawQuery();
            content(
                    exchange,
                    URLDecoder.decode(query.substring(query.indexOf("FilePath=") + 9), StandardCharsets.UTF_8));
        } else {
            status(exchange, 404);
        }
    }

    private void contentOrRedirect(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        if (content == null || content.length < LARGE) {
            content(exchange, name);
            return;
        }
        Headers headers = exchange.getResponseHeaders();
        headers.set("Location", "http://127.0.0.1:" + storage.getAddress().getPort() + "/" + name);
        headers.set("X-Linked-Size", String.valueOf(content.length));
        headers.set("X-Linked-ETag", "\"" + sha256(content) + "\"");
        status(exchange, 302);
    }

    private void content(HttpExchange exchange, String name) throws IOException {
        byte[] content = files.get(name);
        if (content == null) {
            status(exchange, 404);
        } else if (!trouble.answers(exchange, name)) {
            send(exchange, content, Integer.MAX_VALUE);
        }
    }

    /** Sends a file or the range that was asked for, and breaks the connection after a number of bytes. */
    void send(HttpExchange exchange, byte[] content, int breakAfter) throws IOException {
        Matcher range =
                RANGE.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Range")));
        int from = 0;
        int end = content.length;
        Headers headers = exchange.getResponseHeaders();
        String tag = "\"" + sha256(content).substring(0, 16) + "\"";
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        boolean ranged = knowsRanges && range.matches() && (condition == null || condition.equals(tag));
        if (ranged) {
            from = Integer.parseInt(range.group(1));
            end = Math.min(content.length, Integer.parseInt(range.group(2)) + 1);
            if (from >= content.length) {
                status(exchange, 416);
                return;
            }
            headers.set("Content-Range", "bytes " + from + "-" + (end - 1) + "/" + content.length);
        }
        headers.set("ETag", tag);
        exchange.sendResponseHeaders(ranged ? rangeStatus : 200, end == from ? -1 : end - from);
        int last = from + Math.min(breakAfter, end - from);
        try (exchange;
                OutputStream body = exchange.getResponseBody()) {
            for (int start = from; start < last; start += KILOBYTE) {
                int count = Math.min(KILOBYTE, last - start);
                sent.addAndGet(count);
                body.write(content, start, count);
                body.flush();
                Thread.sleep(pauseMilliseconds);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static void json(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private String huggingFaceList() {
        if (!wrongListing.isEmpty()) {
            return wrongListing;
        }
        StringBuilder siblings = new StringBuilder();
        files.forEach((name, content) -> {
            String hash = listedHashes.getOrDefault(name, sha256(content));
            siblings.append(siblings.isEmpty() ? "" : ",")
                    .append("{\"rfilename\":\"")
                    .append(name);
            siblings.append("\",\"size\":").append(content.length);
            siblings.append(
                    content.length < LARGE
                            ? ",\"blobId\":\"" + gitHash(content) + "\"}"
                            : ",\"blobId\":\"" + "f".repeat(40) + "\",\"lfs\":{\"sha256\":\"" + hash + "\",\"size\":"
                                    + content.length + ",\"pointerSize\":134}}");
        });
        return "{\"id\":\"" + MODEL + "\",\"sha\":\"" + COMMIT + "\",\"siblings\":[" + siblings + "]}";
    }

    private String modelScopeList() {
        StringBuilder list = new StringBuilder("{\"Path\":\"figures\",\"Type\":\"tree\",\"Size\":0,\"Sha256\":\"\"}");
        files.forEach((name, content) -> list.append(",{\"Path\":\"" + name + "\",\"Name\":\"" + name + "\",\"Size\":"
                + content.length + ",\"Sha256\":\"" + listedHashes.getOrDefault(name, sha256(content))
                + "\",\"Type\":\"blob\",\"IsLFS\":" + (content.length >= LARGE) + ",\"Revision\":\"" + COMMIT
                + "\",\"CommittedDate\":1726665606}"));
        return "{\"Code\":200,\"Success\":true,\"Message\":\"success\",\"Data\":{\"Files\":[" + list + "]}}";
    }

    static String sha256(byte[] content) {
        return hash("SHA-256", content);
    }

    private static String gitHash(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] object = new byte[head.length + content.length];
        System.arraycopy(head, 0, object, 0, head.length);
        System.arraycopy(content, 0, object, head.length, content.length);
        return hash("SHA-1", object);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
