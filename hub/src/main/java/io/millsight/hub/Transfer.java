package io.millsight.hub;

import io.millsight.files.Quantity;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files with several connections. Each connection takes a piece of a file, fetches it with a range request, and takes the next one. A break
 * is repeated from the byte at which it happened, after a pause that grows while no byte arrives. A file that is complete is compared with its
 * checksum.
 *
 * <p>Servers differ, so these answers are accepted: 206 with the range; 200 with a {@code Content-Range} (ModelScope); 200 with the whole file,
 * which one connection then reads from the beginning.
 */
final class Transfer {

    private static final int POLL_MILLISECONDS = 200;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int MAX_RESTARTS = 3;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    /** What an answer was good for. */
    private enum Outcome {
        WRITTEN,
        CHANGED,
        TAKEN_BY_ANOTHER,
        OTHER_RANGE,
        REFUSED
    }

    private final Web web;
    private final ModelId model;
    private final Pace pace;
    private final List<PartialFile> files;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final AtomicInteger breaks = new AtomicInteger();
    private final AtomicInteger restarts = new AtomicInteger();

    Transfer(Web web, ModelId model, Pace pace, List<PartialFile> files) {
        this.web = web;
        this.model = model;
        this.pace = pace;
        this.files = List.copyOf(files);
    }

    /** Ends all connections soon. May be called from any thread. */
    void stop() {
        web.stop();
        stop.countDown();
    }

    /** Returns how often a connection broke or was refused. */
    int breaks() {
        return breaks.get();
    }

    /**
     * Fetches and checks all files, or ends early after {@link #stop}.
     *
     * @param tick called on this thread several times a second
     * @throws HubException if the hub refuses, a checksum is wrong, or the connection breaks too often
     * @throws IOException if the disk does not take the files
     */
    void run(Runnable tick) throws IOException {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < pace.connections(); i++) {
            Thread worker = new Thread(this::work, "download-" + i);
            worker.setDaemon(true);
            worker.start();
            workers.add(worker);
        }
        try {
            for (Thread worker : workers) {
                while (worker.isAlive()) {
                    worker.join(POLL_MILLISECONDS);
                    tick.run();
                }
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        rethrow(failure.get());
    }

    private static void rethrow(@Nullable Exception failed) throws IOException {
        if (failed instanceof IOException io) {
            throw io;
        }
        if (failed instanceof RuntimeException runtime) {
            throw runtime;
        }
    }

    private void work() {
        try {
            boolean busy = true;
            while (busy && stop.getCount() > 0) {
                busy = workOnce();
            }
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
            stop();
        } catch (InterruptedException e) {
            stop();
        }
    }

    /** Fetches one piece or checks one file. False if there is nothing left that nobody else does. */
    private boolean workOnce() throws IOException, InterruptedException {
        for (PartialFile file : files) {
            if (file.claimCheck()) {
                check(file);
                return true;
            }
            Optional<PartialFile.Piece> piece = file.take();
            if (piece.isPresent()) {
                try {
                    fetch(file, piece.get());
                } finally {
                    file.release(piece.get());
                }
                return true;
            }
        }
        return false;
    }

    private void check(PartialFile file) throws IOException {
        file.open(); // creates a file without bytes
        Checksum expected = file.remote().checksum();
        if (expected != null) {
            Optional<Checksum> found = expected.ofFile(file.path(), web::isStopped);
            if (found.isEmpty()) {
                return;
            }
            if (!found.get().equals(expected)) {
                file.discard();
                throw new HubException(model + ": " + file.remote().path() + " has " + found.get() + ", but "
                        + web.endpoint()
                        + " lists " + expected.hex() + "; the file was deleted. Run the same command again; if it fails"
                        + " again, choose another --mirror or --endpoint");
            }
        }
        file.passCheck();
    }

    private void fetch(PartialFile file, PartialFile.Piece piece) throws IOException, InterruptedException {
        int failures = 0;
        while (file.next(piece) < file.end(piece) && stop.getCount() > 0) {
            long before = file.arrivedBytes();
            Duration asked = Duration.ZERO;
            String problem;
            try {
                Answer<Outcome> answer = ask(file, piece);
                if (answer.body() == Outcome.CHANGED) {
                    restart(file, piece);
                }
                if (answer.body() == Outcome.CHANGED || answer.body() == Outcome.TAKEN_BY_ANOTHER) {
                    return;
                }
                problem = problem(file, answer);
                asked = retryAfter(answer.headers());
            } catch (FileSystemException e) {
                throw e;
            } catch (IOException e) {
                problem = Web.reason(e);
            }
            if (file.next(piece) < file.end(piece) && stop.getCount() > 0) {
                failures = file.arrivedBytes() > before ? 1 : failures + 1;
                breaks.incrementAndGet();
                pause(file, failures, asked, problem);
            }
        }
    }

    /** Returns what was wrong with an answer that did not complete a piece; fails if it is of no use to ask again. */
    private String problem(PartialFile file, Answer<Outcome> answer) {
        if (answer.body() == Outcome.REFUSED) {
            requirePassing(file, answer);
            return "HTTP status " + answer.status();
        }
        return answer.body() == Outcome.WRITTEN ? "the answer ended early" : "the server sent another range";
    }

    private Answer<Outcome> ask(PartialFile file, PartialFile.Piece piece) throws IOException {
        PartialFile.Span wanted = new PartialFile.Span(file.next(piece), file.end(piece));
        Map<String, String> headers = new LinkedHashMap<>();
        if (wanted.start() > 0 || wanted.end() < file.remote().size()) {
            headers.put("Range", "bytes=" + wanted.start() + "-" + (wanted.end() - 1));
            file.version().ifPresent(version -> headers.put("If-Range", version));
        }
        AtomicBoolean whole = new AtomicBoolean();
        try {
            return web.get(file.remote().address(), headers, info -> {
                if (info.statusCode() == Web.OK && !isRange(info.headers()) && !headers.isEmpty()) {
                    return wholeBody(file, piece, info.headers(), whole);
                }
                return body(file, piece, wanted, info);
            });
        } finally {
            if (whole.get()) {
                file.releaseWhole();
            }
        }
    }

    private static boolean isRange(HttpHeaders headers) {
        return headers.firstValue("Content-Range").isPresent();
    }

    /** Decides what becomes of an answer to a range, or of the whole of a file that has one piece. */
    private static HttpResponse.BodySubscriber<Outcome> body(
            PartialFile file, PartialFile.Piece piece, PartialFile.Span wanted, HttpResponse.ResponseInfo info) {
        if (info.statusCode() != Web.OK && info.statusCode() != Web.PARTIAL) {
            return new IgnoredBody<>(info.statusCode() == RANGE_NOT_SATISFIABLE ? Outcome.CHANGED : Outcome.REFUSED);
        }
        if (!file.matches(piece, entityTag(info.headers()))) {
            return new IgnoredBody<>(Outcome.CHANGED);
        }
        PartialFile.Span sent = wanted;
        if (info.statusCode() == Web.PARTIAL || isRange(info.headers())) {
            Matcher range = CONTENT_RANGE.matcher(
                    info.headers().firstValue("Content-Range").orElse(""));
            if (!range.matches()) {
                return new IgnoredBody<>(Outcome.OTHER_RANGE);
            }
            if (!range.group(3).equals("*")
                    && Long.parseLong(range.group(3)) != file.remote().size()) {
                return new IgnoredBody<>(Outcome.CHANGED);
            }
            sent = new PartialFile.Span(Long.parseLong(range.group(1)), Long.parseLong(range.group(2)) + 1);
        } else if (hasOtherSize(file, info.headers())) {
            return new IgnoredBody<>(Outcome.CHANGED);
        }
        return sent.start() == wanted.start() && sent.end() <= wanted.end()
                ? new PieceBody<>(file, piece.generation(), sent, Outcome.WRITTEN)
                : new IgnoredBody<>(Outcome.OTHER_RANGE);
    }

    /** Decides what becomes of a whole file that was sent in place of a range. */
    private static HttpResponse.BodySubscriber<Outcome> wholeBody(
            PartialFile file, PartialFile.Piece piece, HttpHeaders headers, AtomicBoolean claimed) {
        if (!file.matches(piece, entityTag(headers)) || hasOtherSize(file, headers)) {
            return new IgnoredBody<>(Outcome.CHANGED);
        }
        if (!file.claimWhole()) {
            return new IgnoredBody<>(Outcome.TAKEN_BY_ANOTHER);
        }
        claimed.set(true);
        return new PieceBody<>(
                file, piece.generation(), new PartialFile.Span(0, file.remote().size()), Outcome.WRITTEN);
    }

    private static String entityTag(HttpHeaders headers) {
        return headers.firstValue("ETag").orElse("");
    }

    private static boolean hasOtherSize(PartialFile file, HttpHeaders headers) {
        long length =
                headers.firstValueAsLong("Content-Length").orElse(file.remote().size());
        return length != file.remote().size();
    }

    /** Begins a file anew. All connections notice a change; it counts once. */
    private void restart(PartialFile file, PartialFile.Piece piece) throws IOException {
        if (file.restart(piece) && restarts.incrementAndGet() > MAX_RESTARTS) {
            throw new HubException(model + ": " + file.remote().path() + " is not the file that " + web.endpoint()
                    + " lists, or it changes during the download; try again later, or choose a commit with --revision");
        }
    }

    /** Fails if an answer will not become better by itself. Hosts behind a redirect refuse an address that is too old; a new try gets a new one. */
    private void requirePassing(PartialFile file, Answer<?> answer) {
        boolean passing = switch (answer.status()) {
            case 408, 425, 429 -> true;
            default -> answer.status() >= 500 || !web.isHub(answer.from());
        };
        if (!passing) {
            throw answer.status() == 401 || answer.status() == 403
                    ? web.refused(answer.status(), model, "")
                    : new HubException(model + ": " + web.endpoint() + " answers with HTTP status " + answer.status()
                            + " for " + file.remote().path() + ", which it lists; try again later");
        }
    }

    private static Duration retryAfter(HttpHeaders headers) {
        String value = headers.firstValue("Retry-After").orElse("").strip();
        if (value.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            Instant time = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            Duration wait = Duration.between(Instant.now(), time);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return Duration.ZERO;
        }
    }

    private void pause(PartialFile file, int failures, Duration asked, String problem) throws InterruptedException {
        if (failures >= pace.attempts()) {
            throw new HubException(model + ": " + file.remote().path() + " cannot be fetched from " + web.endpoint()
                    + " (" + problem + ", " + failures + " times in a row); " + kept());
        }
        if (asked.compareTo(pace.longestPause()) > 0) {
            throw new HubException(model + ": " + web.endpoint() + " asks to wait " + Quantity.time(asked) + " ("
                    + problem + "); " + kept());
        }
        Duration own = pace.pause(failures);
        Duration longer = asked.compareTo(own) > 0 ? asked : own;
        stop.await(longer.toMillis(), TimeUnit.MILLISECONDS);
    }

    private String kept() {
        long arrived = files.stream().mapToLong(PartialFile::arrivedBytes).sum();
        return Quantity.bytes(arrived) + " are kept: run the same command again to go on";
    }
}
