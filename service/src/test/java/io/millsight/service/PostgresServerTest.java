package io.millsight.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.files.MillsightException;
import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.InspectionFilter;
import io.millsight.history.Job;
import io.millsight.history.PostgresAddress;
import io.millsight.history.Role;
import io.millsight.history.StoredInspection;
import io.millsight.history.TestPostgres;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.learning.FakeLoader;
import io.millsight.service.learning.FakeTrainer;
import io.millsight.service.model.LoadedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose records are on a PostgreSQL server. */
class PostgresServerTest {

    private static final int CLIENTS = 3;
    private static final int BEFORE = 20;

    @TempDir
    private Path folder;

    /** The identifiers of the inspections that clients have got, by the number of the picture. */
    private final Map<Integer, String> accepted = new ConcurrentHashMap<>();

    private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();

    @Test
    void nothingThatWasAcceptedIsLostWhenTheDatabaseIsRestarted() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                TestServer test = server(History.open(folder, postgres.schema("a"), Clock.systemUTC()))) {
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(new Thread(() -> sendUntilTheEnd(test)));
                clients.get(i).start();
            }
            awaitAccepted(BEFORE);
            postgres.crash();
            assertThat(test.send(test.anonymous("/live")).status()).isEqualTo(200);
            assertThat(test.send(test.anonymous("/ready"))
                            .json(503)
                            .path("checks")
                            .path("database")
                            .asBoolean())
                    .isFalse();
            postgres.resume();
            awaitAccepted(accepted.size() + BEFORE);
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            for (int number = 0; number < next.get(); number++) {
                send(test, number);
            }

            assertThat(statuses).isSubsetOf(201, 503).contains(503);
            assertThat(test.history().inspections().list(InspectionFilter.ALL, null, Integer.MAX_VALUE))
                    .extracting(StoredInspection::id)
                    .containsExactlyInAnyOrderElementsOf(accepted.values());
            assertThat(accepted).hasSize(next.get());
            assertThat(test.history().audit().firstBroken()).isEmpty();
        }
    }

    private static TestServer server(History history) throws InterruptedException {
        TestServer test = new TestServer(history, () -> new FakeInspector().loaded(), TestServer.ROOMY);
        test.server().awaitModel();
        return test;
    }

    private void awaitAccepted(int number) throws InterruptedException {
        long end = System.nanoTime() + 60_000_000_000L;
        while (accepted.size() < number) {
            assertThat(System.nanoTime())
                    .as("only %d are accepted", accepted.size())
                    .isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void sendUntilTheEnd(TestServer test) {
        try {
            while (!over.get()) {
                send(test, next.getAndIncrement());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends a picture under the key of its number. */
    private void send(TestServer test, int number) throws IOException, InterruptedException {
        byte[] picture = FakeInspector.picture(Scene.SCRATCHES, number);
        TestServer.Answer answer = test.send(test.upload(picture, "").header("Idempotency-Key", "picture-" + number));
        statuses.add(answer.status());
        if (answer.status() == 201) {
            String id = answer.json(201).path("id").asString();
            String before = accepted.put(number, id);
            assertThat(before == null ? id : before).isEqualTo(id);
        }
    }

    @Test
    void twoServersShareTheJobs() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema(folder.toString());
        FakeInspector first = new FakeInspector();
        FakeInspector second = new FakeInspector();
        try (TestServer one = new TestServer(
                        History.open(folder, address, Clock.systemUTC()), first::loaded, TestServer.ROOMY);
                TestServer other = new TestServer(
                        History.open(folder, address, Clock.systemUTC()), second::loaded, TestServer.ROOMY)) {
            one.server().awaitModel();
            other.server().awaitModel();
            for (int number = 0; number < BEFORE; number++) {
                one.send(one.upload(FakeInspector.picture(Scene.SLOW, number), "")
                                .header("Prefer", "respond-async"))
                        .json(202);
            }
            long end = System.nanoTime() + 60_000_000_000L;
            while (one.history().jobs().count(Job.State.DONE) < BEFORE) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }

            assertThat(one.history().inspections().list(InspectionFilter.ALL, null, Integer.MAX_VALUE))
                    .hasSize(BEFORE);
            assertThat(List.of(first, second))
                    .allSatisfy(inspector -> assertThat(inspector.batches())
                            .as("more than the canary")
                            .hasSizeGreaterThan(1));
        }
    }

    @Test
    void twoServersThatStartTogetherTrainOnce() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema(folder.toString());
        Path behaviour = Files.writeString(folder.resolve("behaviour"), "wait");
        String id = training(address);
        try (TestServer one = FakeTrainer.server(
                        History.open(folder, address, Clock.systemUTC()), new FakeLoader(), behaviour);
                TestServer other = FakeTrainer.server(
                        History.open(folder, address, Clock.systemUTC()), new FakeLoader(), behaviour)) {
            Files.writeString(behaviour, "good");
            long end = System.nanoTime() + 60_000_000_000L;
            while (!one.history().trainings().open().isEmpty()) {
                assertThat(System.nanoTime()).isLessThan(end);
                Thread.sleep(20);
            }

            assertThat(other.history().trainings().find(id).orElseThrow().state())
                    .isEqualTo(TrainingState.EVALUATED);
            assertThat(folder.resolve("trainings/" + id + "/log.txt"))
                    .content()
                    .containsOnlyOnce("the training begins")
                    .doesNotContain("resuming");
        }
    }

    /** Makes a dataset, and a training of which no server has been told. */
    private String training(PostgresAddress address) throws Exception {
        try (TestServer test =
                new TestServer(History.open(folder, address, Clock.systemUTC()), new FakeLoader(), TestServer.ROOMY)) {
            test.server().awaitModel();
            for (int number = 0; number < 6; number++) {
                String inspected =
                        test.inspect(Scene.SCRATCHES, number).path("id").asString();
                test.send(test.json(
                                        Role.OPERATOR,
                                        "/v1/inspections/" + inspected + "/reviews",
                                        "{\"action\":\"accept\"}")
                                .header("If-Match", "1"))
                        .json(201);
            }
            String dataset = test.send(test.json(Role.ENGINEER, "/v1/datasets", "{\"gold\":2}"))
                    .json(201)
                    .path("id")
                    .asString();
            return test.history()
                    .trainings()
                    .add(Training.Plan.train(dataset, null, Map.of()), Actor.PROGRAM, null)
                    .orElseThrow()
                    .id();
        }
    }

    @Test
    void aServerWithAnotherModelThanTheActiveOneDoesNotStart() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema(folder.toString());
        LoadedModel plain = new FakeInspector().loaded();
        Deployment.Model known = plain.model();
        LoadedModel other = new LoadedModel(
                plain.inspector(),
                new Deployment.Model("other", "12", null, null, known.promptSha256(), known.types()),
                plain.settings(),
                null);
        try (TestServer one = server(History.open(folder, address, Clock.systemUTC()));
                TestServer refused = new TestServer(
                        History.open(folder, address, Clock.systemUTC()), () -> other, TestServer.ROOMY)) {
            assertThatThrownBy(refused.server()::awaitModel)
                    .isInstanceOf(MillsightException.class)
                    .hasMessageStartingWith("fake with fake-adapter is the active model of these records");

            assertThat(one.inspect(Scene.SCRATCHES, 1).at("/lineage/adapter").asString())
                    .isEqualTo("fake-adapter");
            assertThat(one.history().deployments().list()).hasSize(1);
        }
    }

    @Test
    void aReviewerOfOneServerSeesTheInspectionsOfTheOther() throws Exception {
        TestPostgres postgres = TestPostgres.shared();
        try (TestServer one = server(History.open(folder, postgres.schema(folder.toString()), Clock.systemUTC()));
                TestServer other =
                        server(History.open(folder, postgres.schema(folder.toString()), Clock.systemUTC()))) {
            String first = one.inspect(Scene.SCRATCHES, 1).path("id").asString();
            String second = other.inspect(Scene.SCRATCHES, 2).path("id").asString();

            assertThat(List.of(lease(one), lease(other))).containsExactlyInAnyOrder(first, second);
            assertThat(other.send(other.as(Role.VIEWER, "/v1/inspections/" + first + "/image"))
                            .status())
                    .isEqualTo(200);
        }
    }

    private static String lease(TestServer test) throws IOException, InterruptedException {
        return test.send(test.json(Role.OPERATOR, "/v1/review-queue/lease", "{}"))
                .json(200)
                .path("inspection")
                .path("id")
                .asString();
    }
}
