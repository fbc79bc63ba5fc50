package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.CaptureContext;
import io.millsight.history.History;
import io.millsight.history.InspectionFilter;
import io.millsight.history.Job;
import io.millsight.history.Role;
import io.millsight.history.StoredImage;
import io.millsight.image.ImageSize;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer.Answer;
import io.millsight.service.intake.LaterIntake;
import io.millsight.service.queue.InspectionQueue;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class JobRoutesTest {

    private static final long DEADLINE_NANOS = Duration.ofSeconds(30).toNanos();

    @TempDir
    private Path folder;

    private static HttpRequest.Builder later(TestServer test, byte[] picture, String query) {
        return test.upload(picture, query).header("Prefer", "respond-async");
    }

    private static String accept(TestServer test, Scene scene, int number, String query) throws Exception {
        return test.send(later(test, FakeInspector.picture(scene, number), query))
                .json(202)
                .path("id")
                .asString();
    }

    private static JsonNode get(TestServer test, String path) throws Exception {
        return test.send(test.as(Role.VIEWER, path)).json(200);
    }

    private static JsonNode await(TestServer test, String path, Predicate<JsonNode> isReached) throws Exception {
        long end = System.nanoTime() + DEADLINE_NANOS;
        JsonNode found = get(test, path);
        while (!isReached.test(found)) {
            assertThat(System.nanoTime()).as(found.toString()).isLessThan(end);
            Thread.sleep(20);
            found = get(test, path);
        }
        return found;
    }

    /** Waits until a job has ended, and returns it. */
    private static JsonNode ended(TestServer test, String id) throws Exception {
        return await(test, "/v1/jobs/" + id, job -> !job.path("ended_at").isNull());
    }

    /** A server whose model is not loaded before the latch opens, so that every job waits. */
    private TestServer starting(CountDownLatch loading) {
        return new TestServer(
                folder,
                () -> {
                    try {
                        loading.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new FakeInspector().loaded();
                },
                TestServer.ROOMY);
    }

    @Test
    void acceptsAnImageAtOnceAndInspectsItLater() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        try (TestServer test = starting(loading)) {
            byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 1);

            Answer answer = test.send(test.upload(picture, "?line=L1&coil=C42&frame=17&taken_at=2026-11-28T16:00:00Z")
                    .header("Prefer", "wait=5, Respond-Async"));

            JsonNode job = answer.json(202);
            String path = "/v1/jobs/" + job.path("id").asString();
            assertThat(answer.header("Location")).isEqualTo(path);
            assertThat(answer.header("Preference-Applied")).isEqualTo("respond-async");
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            assertThat(job.path("state").asString()).isEqualTo("waiting");
            assertThat(job.path("inspection").isNull()).isTrue();
            assertThat(get(test, path)).isEqualTo(job);
            loading.countDown();
            JsonNode ended = ended(test, job.path("id").asString());
            assertThat(ended.path("state").asString()).isEqualTo("done");
            assertThat(ended.path("attempts").asInt()).isOne();
            assertThat(test.send(test.as(Role.VIEWER, path)).header("Retry-After"))
                    .isNull();
            JsonNode inspection = get(test, ended.path("inspection_url").asString());
            assertThat(inspection.path("id")).isEqualTo(ended.path("inspection"));
            assertThat(inspection.path("verdict").asString()).isEqualTo("DEFECTS");
            assertThat(inspection.path("context"))
                    .isEqualTo(job.path("context"))
                    .isEqualTo(ended.path("context"));
            assertThat(inspection.path("image")).isEqualTo(job.path("image"));
            assertThat(test.send(test.as(Role.OPERATOR, "/v1/jobs/0")).problem(404))
                    .isEqualTo("not_found");
        }
    }

    @Test
    void acceptsAnImageWhileTheQueueIsFull() throws Exception {
        InspectionQueue.Limits limits = new InspectionQueue.Limits(2, 1 << 20);
        try (TestServer test = new TestServer(folder, () -> new FakeInspector().loaded(), limits)) {
            test.server().awaitModel();
            List<CompletableFuture<HttpResponse<byte[]>>> slow = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                slow.add(test.client()
                        .sendAsync(
                                test.upload(FakeInspector.picture(Scene.SLOW, i), "")
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray()));
            }
            Thread.sleep(100); // both have taken their places
            assertThat(test.send(test.upload(FakeInspector.picture(Scene.CLEAN, 3), ""))
                            .problem(429))
                    .isEqualTo("queue_full");

            String id = accept(test, Scene.CLEAN, 3, "");

            assertThat(ended(test, id).path("state").asString()).isEqualTo("done");
            assertThat(slow)
                    .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(201));
        }
    }

    @Test
    void theSameKeyLeadsToTheSameJob() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.SCRATCHES, 1);
            Answer first = test.send(later(test, picture, "").header("Idempotency-Key", "k"));
            String id = first.json(202).path("id").asString();
            ended(test, id);

            Answer again = test.send(later(test, picture, "").header("Idempotency-Key", "k"));

            assertThat(first.header("Idempotency-Replayed")).isNull();
            assertThat(again.json(202).path("id").asString()).isEqualTo(id);
            assertThat(again.json(202).path("state").asString()).isEqualTo("done");
            assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
            byte[] other = FakeInspector.picture(Scene.SCRATCHES, 2);
            assertThat(test.send(later(test, other, "").header("Idempotency-Key", "k"))
                            .problem(422))
                    .isEqualTo("key_reused");
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);
        }
    }

    @Test
    void withoutAKeyThePlaceOnTheCoilIsTheKeyWithinABatch() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String batch = "&batch=" + batch(test, "again");
            String first = accept(test, Scene.CLEAN, 1, "?coil=C1&frame=1");

            assertThat(accept(test, Scene.CLEAN, 1, "?coil=C1&frame=1")).isEqualTo(first);
            String inBatch = accept(test, Scene.CLEAN, 1, "?coil=C1&frame=1" + batch);
            assertThat(inBatch).isNotEqualTo(first);
            assertThat(accept(test, Scene.CLEAN, 1, "?coil=C1&frame=1" + batch)).isEqualTo(inBatch);
            assertThat(accept(test, Scene.CLEAN, 1, "?coil=C1")).isNotEqualTo(accept(test, Scene.CLEAN, 1, "?coil=C1"));
        }
    }

    @Test
    void refusesWhatIsNoImageAtOnceAndFailsWhatIsBrokenInside() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
            byte[] header = Arrays.copyOf(picture, 20);
            assertThat(test.send(later(test, header, "")).problem(422)).isEqualTo("invalid_image");
            byte[] text = "no image at all".getBytes(StandardCharsets.UTF_8);
            assertThat(test.send(later(test, text, "")).problem(415)).isEqualTo("unsupported_format");
            assertThat(test.send(later(test, picture, "?frame=x")).problem(400)).isEqualTo("invalid_request");
            assertThat(test.history().jobs().count(Job.State.WAITING)).isZero();

            byte[] cut = Arrays.copyOf(picture, picture.length / 2 + 10);
            String damaged =
                    test.send(later(test, cut, "")).json(202).path("id").asString();
            JsonNode job = ended(test, damaged);
            assertThat(job.path("state").asString()).isEqualTo("failed");
            assertThat(job.at("/problem/type").asString()).isEqualTo("urn:millsight:invalid_image");
            assertThat(job.at("/problem/detail").asString())
                    .isEqualTo(test.send(test.upload(cut, ""))
                            .json(422)
                            .path("detail")
                            .asString());
            JsonNode broken = ended(test, accept(test, Scene.BROKEN, 1, ""));
            assertThat(broken.path("problem").toString())
                    .isEqualTo("{\"type\":\"urn:millsight:failed\","
                            + "\"detail\":\"the model failed on this image; the log says why\"}");
            JsonNode large = ended(test, accept(test, Scene.LARGE, 1, ""));
            assertThat(large.path("state").asString()).isEqualTo("failed");
            assertThat(ended(test, accept(test, Scene.CLEAN, 2, ""))
                            .path("state")
                            .asString())
                    .isEqualTo("done");
        }
    }

    @Test
    void refusesWhatWouldWaitTooLong() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        try (TestServer test = starting(loading)) {
            accept(test, Scene.CLEAN, 1, "");
            try (Connection connection =
                            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(History.DATABASE));
                    Statement statement = connection.createStatement()) {
                statement.execute("with recursive n(i) as (select 2 union all select i + 1 from n where i < "
                        + LaterIntake.MOST_WAITING + ") insert into job (id, image, state, attempts, created_at)"
                        + " select 'x' || i, (select sha256 from image), 'waiting', 0, 0 from n");
            }

            Answer refused = test.send(later(test, FakeInspector.picture(Scene.CLEAN, 2), ""));

            assertThat(refused.problem(429)).isEqualTo("too_many_jobs");
            assertThat(refused.header("Retry-After")).isEqualTo("60");
            loading.countDown();
        }
    }

    @Test
    void refusesAnImageWithoutRoomForItsRecord() throws Exception {
        ServiceSettings full = ServiceSettings.at("127.0.0.1", 0)
                .with(new SafetySettings(Duration.ofSeconds(30), Long.MAX_VALUE, null));
        try (TestServer test =
                new TestServer(History.open(folder, Clock.systemUTC()), () -> new FakeInspector().loaded(), full)) {
            Answer refused = test.send(later(test, FakeInspector.picture(Scene.CLEAN, 1), ""));

            assertThat(refused.problem(503)).isEqualTo("disk_full");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
        }
    }

    private static String batch(TestServer test, String name) throws Exception {
        return test.send(test.json(Role.OPERATOR, "/v1/batches", "{\"name\":\"" + name + "\"}"))
                .json(201)
                .path("id")
                .asString();
    }

    @Test
    void aBatchSaysHowFarItIs() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            String id = batch(test, "archive of November");
            for (int i = 0; i < 5; i++) {
                accept(test, Scene.SCRATCHES, i, "?batch=" + id);
            }
            accept(test, Scene.CLEAN, 1, "?batch=" + id);
            accept(test, Scene.BROKEN, 1, "?batch=" + id);
            accept(test, Scene.CLEAN, 2, "");

            JsonNode batch = await(
                    test,
                    "/v1/batches/" + id,
                    found -> !found.path("ended_at").isNull()
                            && found.at("/jobs/done").asInt()
                                            + found.at("/jobs/failed").asInt()
                                    == 7);

            assertThat(batch.path("name").asString()).isEqualTo("archive of November");
            assertThat(batch.path("by").asString()).isEqualTo("the OPERATOR");
            assertThat(batch.path("jobs").toString())
                    .isEqualTo("{\"waiting\":0,\"running\":0,\"done\":6,\"failed\":1,\"cancelled\":0}");
            assertThat(batch.path("verdicts").toString()).isEqualTo("{\"DEFECTS\":5,\"CLEAN\":1,\"UNDETERMINED\":0}");
            assertThat(batch.path("failures")).hasSize(1);
            assertThat(batch.at("/failures/0/problem/type").asString()).isEqualTo("urn:millsight:failed");
            assertThat(batch.path("started_at").asString())
                    .isLessThan(batch.path("ended_at").asString());
            assertThat(get(test, "/v1/inspections?batch=" + id).path("items")).hasSize(6);
            String newer = batch(test, "newer");
            JsonNode page = get(test, "/v1/batches?limit=1");
            assertThat(page.at("/items/0/id").asString()).isEqualTo(newer);
            JsonNode next =
                    get(test, "/v1/batches?limit=1&cursor=" + page.path("next").asString());
            assertThat(next.at("/items/0/id").asString()).isEqualTo(id);
            assertThat(next.path("next").isNull()).isTrue();
            assertThat(test.send(test.as(Role.VIEWER, "/metrics")).text())
                    .contains("millsight_jobs{state=\"waiting\"} 0.0", "millsight_jobs{state=\"running\"} 0.0");
        }
    }

    @Test
    void cancelsWhatWaits() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        try (TestServer test = starting(loading)) {
            String batch = batch(test, "archive");
            String alone = accept(test, Scene.CLEAN, 1, "");
            String stays = accept(test, Scene.CLEAN, 2, "");
            accept(test, Scene.CLEAN, 3, "?batch=" + batch);

            assertThat(delete(test, "/v1/jobs/" + alone).status()).isEqualTo(204);
            assertThat(delete(test, "/v1/batches/" + batch).status()).isEqualTo(204);

            assertThat(delete(test, "/v1/jobs/" + alone)
                            .json(409)
                            .path("detail")
                            .asString())
                    .isEqualTo("only a job that waits is cancelled; this one is cancelled");
            assertThat(get(test, "/v1/batches/" + batch).at("/jobs/cancelled").asInt())
                    .isOne();
            loading.countDown();
            assertThat(ended(test, stays).path("state").asString()).isEqualTo("done");
            assertThat(delete(test, "/v1/jobs/" + stays).problem(409)).isEqualTo("not_waiting");
            assertThat(get(test, "/v1/jobs/" + alone).path("state").asString()).isEqualTo("cancelled");
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);
        }
    }

    private static Answer delete(TestServer test, String path) throws Exception {
        return test.send(test.as(Role.OPERATOR, path).DELETE());
    }

    @Test
    void refusesBatchesThatCannotBe() throws Exception {
        try (TestServer test = TestServer.ready(folder)) {
            byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
            assertThat(test.send(later(test, picture, "?batch=01K")).problem(404))
                    .isEqualTo("not_found");
            assertThat(test.send(test.as(Role.VIEWER, "/v1/batches/01K")).problem(404))
                    .isEqualTo("not_found");
            assertThat(delete(test, "/v1/batches/01K").problem(404)).isEqualTo("not_found");
            assertThat(test.send(test.upload(picture, "?batch=01K"))
                            .json(422)
                            .path("detail")
                            .asString())
                    .isEqualTo("images of a batch are inspected later; send Prefer: respond-async");
            for (String body : List.of("{}", "{\"name\":\" \"}", "{\"name\":\"a\\u0000\"}", "{\"title\":\"a\"}")) {
                assertThat(test.send(test.json(Role.OPERATOR, "/v1/batches", body))
                                .problem(422))
                        .isEqualTo("invalid_request");
            }
            assertThat(get(test, "/v1/batches").path("items")).isEmpty();
        }
    }

    @Test
    void whatIsBegunIsFinishedBeforeTheServiceEndsAndTheRestWaitsForTheNextStart() throws Exception {
        List<String> ids = new ArrayList<>();
        CountDownLatch loading = new CountDownLatch(1);
        try (TestServer test = starting(loading)) {
            for (int i = 0; i < 40; i++) {
                ids.add(accept(test, i < 4 ? Scene.SLOW : Scene.BUSY, i, ""));
            }
            loading.countDown();
            await(
                    test,
                    "/v1/jobs/" + ids.get(0),
                    job -> !job.path("state").asString().equals("waiting"));
        }
        try (History history = History.open(folder, Clock.systemUTC())) {
            List<Job> jobs = ids.stream()
                    .map(id -> history.jobs().find(id).orElseThrow())
                    .toList();
            long done =
                    jobs.stream().filter(job -> job.state() == Job.State.DONE).count();
            assertThat(done).isBetween(1L, 39L);
            assertThat(jobs.stream().filter(job -> job.state() != Job.State.DONE))
                    .allSatisfy(job -> assertThat(job)
                            .returns(Job.State.WAITING, Job::state)
                            .returns(0, Job::attempts));
            assertThat(history.inspections().list(InspectionFilter.ALL, null, 99))
                    .hasSize((int) done);
        }
    }

    /** A picture that ended the process takes no others with it when it is tried again. */
    @Test
    void whatAnEarlierServerHadBegunIsWorkedOnAlone() throws Exception {
        byte[] picture = FakeInspector.picture(Scene.CLEAN, 1);
        int begun = 3;
        List<String> ids = new ArrayList<>();
        try (History history = History.open(folder, Clock.systemUTC())) {
            StoredImage image =
                    history.images().put(picture, new ImageSize(FakeInspector.SIDE, FakeInspector.SIDE), "png");
            for (int i = 0; i < 2 * begun; i++) {
                ids.add(history.jobs()
                        .add(image, CaptureContext.NONE, null, null)
                        .id());
                if (i < begun) {
                    history.jobs().claim("a server that was killed", 0);
                }
            }
        }
        FakeInspector inspector = new FakeInspector();
        try (TestServer test = new TestServer(folder, inspector::loaded, TestServer.ROOMY)) {
            long end = System.nanoTime() + DEADLINE_NANOS;
            while (test.history().jobs().count(Job.State.DONE) < ids.size()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }

            List<Integer> batches = inspector.batches();
            assertThat(batches.get(0)).as("the canary").isOne();
            assertThat(batches.subList(1, 1 + begun)).containsOnly(1);
            assertThat(ids.stream()
                            .map(id ->
                                    test.history().jobs().find(id).orElseThrow().attempts()))
                    .containsExactly(2, 2, 2, 1, 1, 1);
        }
    }
}
