package io.millsight.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends images to a server. */
final class LoadRun {

    private static final int CREATED = 201;
    private static final int REFUSED = 429;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long WATCH_MILLISECONDS = 100;
    private static final double NINETY_NINE = 0.99;

    private final ServedProgram server;
    private final List<Path> files;
    private final List<byte[]> contents = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** An answer with its time. */
    private record Timed(int status, double seconds) {}

    LoadRun(ServedProgram server, List<Path> files) throws IOException {
        this.server = server;
        this.files = files;
        for (Path file : files) {
            contents.add(Files.readAllBytes(file));
        }
    }

    /** Sends images with clients that wait for their answers, and returns the seconds. */
    double closed(int number, int clients) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(number);
        AtomicInteger failed = new AtomicInteger();
        Stopwatch time = new Stopwatch();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    failed.addAndGet(send().join().status == CREATED ? 0 : 1);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (failed.get() > 0) {
            throw new IllegalStateException(failed + " of " + number + " images got no verdict without any overload");
        }
        return time.seconds();
    }

    /** Sends images at a rate, whatever the server answers, and notes what it answered and how it fared. */
    void open(int number, double perSecond, Figures figures) throws InterruptedException {
        Queue<Double> live = new ConcurrentLinkedQueue<>();
        List<Double> memory = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean over = new AtomicBoolean();
        Thread watch = new Thread(() -> watch(live, memory, over));
        watch.start();
        List<CompletableFuture<Timed>> answers = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < number; i++) {
            TimeUnit.NANOSECONDS.sleep((long) (start + i / perSecond * 1e9) - System.nanoTime());
            answers.add(send());
        }
        double sent = (System.nanoTime() - start) / 1e9;
        List<Timed> all = answers.stream().map(CompletableFuture::join).toList();
        double answered = (System.nanoTime() - start) / 1e9;
        over.set(true);
        watch.join();
        Map<Integer, Integer> statuses = new TreeMap<>();
        all.forEach(answer -> statuses.merge(answer.status, 1, Integer::sum));
        figures.add("sent", number)
                .seconds("sent_per_second", number / sent)
                .add("answers", statuses)
                .seconds("verdicts_per_second", statuses.getOrDefault(CREATED, 0) / answered);
        quantiles("verdict_seconds", seconds(all, CREATED), figures);
        quantiles("refusal_seconds", seconds(all, REFUSED), figures);
        quantiles("live_seconds", List.copyOf(live), figures);
        figures.add(
                "rss_most_mib", memory.stream().mapToDouble(each -> each).max().orElse(0));
    }

    private static List<Double> seconds(List<Timed> answers, int status) {
        return answers.stream()
                .filter(answer -> answer.status == status)
                .map(Timed::seconds)
                .toList();
    }

    /** Median, 99th percentile and largest value. */
    private static void quantiles(String name, List<Double> values, Figures figures) {
        if (!values.isEmpty()) {
            List<Double> sorted = values.stream().sorted().toList();
            int most = sorted.size() - 1;
            figures.seconds(
                    name, List.of(sorted.get(most / 2), sorted.get((int) (most * NINETY_NINE)), sorted.get(most)));
        }
    }

    private void watch(Queue<Double> live, List<Double> memory, AtomicBoolean over) {
        HttpRequest request = HttpRequest.newBuilder(server.address().resolve("/live"))
                .timeout(PATIENCE)
                .build();
        while (!over.get()) {
            live.add(answer(request).join().seconds);
            memory.add(server.residentMebibytes());
            try {
                TimeUnit.MILLISECONDS.sleep(WATCH_MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private CompletableFuture<Timed> send() {
        int number = next.getAndIncrement() % files.size();
        return answer(HttpRequest.newBuilder(server.address().resolve("/v1/inspections"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + server.token())
                .header("Content-Type", "application/octet-stream")
                .header("Millsight-Deadline-Ms", Long.toString(PATIENCE.toMillis()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(contents.get(number)))
                .build());
    }

    /** The time of an answer; the status 0 for none. */
    private CompletableFuture<Timed> answer(HttpRequest request) {
        Stopwatch time = new Stopwatch();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .handle((response, failure) -> new Timed(response == null ? 0 : response.statusCode(), time.seconds()));
    }
}
