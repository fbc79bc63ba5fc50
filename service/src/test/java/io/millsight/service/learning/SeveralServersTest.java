package io.millsight.service.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.files.ProcessLock;
import io.millsight.history.Actor;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.PostgresAddress;
import io.millsight.history.Role;
import io.millsight.history.TestPostgres;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Servers on one database do what one of them was told, without a restart. */
class SeveralServersTest {

    @TempDir
    private Path folder;

    private PostgresAddress address;
    private Path behaviour;
    private int pictures;

    @BeforeEach
    void prepare() throws IOException {
        address = TestPostgres.shared().schema(folder.toString());
        behaviour = Files.writeString(folder.resolve("behaviour"), "good");
    }

    private TestServer server(FakeLoader loader) throws InterruptedException {
        return server(folder, loader);
    }

    private TestServer server(Path data, FakeLoader loader) throws InterruptedException {
        return FakeTrainer.server(History.open(data, address, Clock.systemUTC()), loader, behaviour);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Makes an adapter known that lies in the data folder of a server; returns its identifier. */
    private static String adapter(TestServer test, Path data, String name) throws Exception {
        Path adapter = Files.createDirectories(data.resolve(name));
        Files.writeString(adapter.resolve("settings.yaml"), "{}");
        return change(test, "/v1/adapters", "{\"folder\":\"" + name + "\"}", 201)
                .path("id")
                .asString();
    }

    private static JsonNode change(TestServer test, String path, String body, int status) throws Exception {
        return test.send(test.json(Role.ADMIN, path, body)).json(status);
    }

    private static void activate(TestServer test, String adapter) throws Exception {
        change(test, "/v1/adapters/" + adapter + "/activate", "{\"override\":true,\"reason\":\"a try\"}", 200);
    }

    /** Returns the name of the adapter that answers on a server. */
    private String answering(TestServer test) throws Exception {
        return test.inspect(Scene.CLEAN, pictures++).at("/lineage/adapter").asString();
    }

    private static JsonNode ready(TestServer test) throws Exception {
        return test.send(test.anonymous("/ready")).json(200);
    }

    @Test
    void theOthersFollowAnActivationARollBackAndAShadow() throws Exception {
        FakeLoader loader = new FakeLoader();
        try (TestServer one = server(new FakeLoader());
                TestServer other = server(loader)) {
            String id = adapter(one, folder, "tuned");
            activate(one, id);
            until(() -> answering(other).equals("tuned"));
            assertThat(answering(one)).isEqualTo("tuned");
            assertThat(one.history().deployments().list()).hasSize(2);

            change(other, "/v1/deployments/rollback", "{\"reason\":\"false alarms\"}", 200);
            until(() -> answering(one).equals("fake-adapter"));
            assertThat(answering(other)).isEqualTo("fake-adapter");
            assertThat(ready(one).path("warning").isNull()).isTrue();

            change(one, "/v1/adapters/" + id + "/shadow", "{}", 200);
            until(() -> loader.inspectors().size() == 4);
            FakeInspector shadow = loader.inspectors().get(3);
            assertThat(one.send(one.as(Role.ENGINEER, "/v1/deployments/shadow").DELETE())
                            .status())
                    .isEqualTo(204);
            until(shadow::isClosed);
            assertThat(answering(other)).isEqualTo("fake-adapter");
        }
    }

    @Test
    void aServerWithOtherSettingsFollowsWithADeploymentOfItsOwn() throws Exception {
        try (TestServer one = server(new FakeLoader());
                TestServer other = server(new FakeLoader("cuda/bfloat16"))) {
            assertThat(one.history().deployments().allRunning(Deployment.Mode.ACTIVE))
                    .hasSize(2);
            activate(one, adapter(one, folder, "tuned"));
            until(() -> answering(other).equals("tuned"));

            JsonNode lineage = other.inspect(Scene.CLEAN, pictures++).path("lineage");
            assertThat(lineage.path("device").asString()).isEqualTo("cuda/bfloat16");
            assertThat(one.history().deployments().allRunning(Deployment.Mode.ACTIVE))
                    .extracting(deployment -> deployment.model().adapter())
                    .containsExactly("tuned", "tuned");
        }
    }

    @Test
    void aServerThatCannotFollowSaysSoAndAnswersAsBefore() throws Exception {
        Path away = folder.resolve("away");
        try (TestServer one = server(new FakeLoader());
                TestServer other = server(away, new FakeLoader())) {
            activate(one, adapter(one, folder, "tuned"));
            until(() -> !ready(other).path("warning").isNull());
            assertThat(ready(other).path("warning").asString())
                    .isEqualTo("fake with tuned is the active model, but this server still answers with fake with"
                            + " fake-adapter: its folder " + away.resolve("tuned") + " is missing here");
            assertThat(answering(other)).isEqualTo("fake-adapter");

            Files.createDirectories(away);
            Files.move(folder.resolve("tuned"), away.resolve("tuned"));
            until(() -> answering(other).equals("tuned"));
            assertThat(ready(other).path("warning").isNull()).isTrue();

            Files.createDirectories(away.resolve("broken"));
            activate(one, adapter(one, folder, "broken"));
            until(() -> ready(other).path("warning").asString("").endsWith("broken: is no adapter"));
            assertThat(answering(other)).isEqualTo("tuned");
        }
    }

    @Test
    void theTrainingOfADeadServerIsTakenOver() throws Exception {
        try (History dead = history(Duration.ofHours(1));
                History silent = history(Duration.ofMinutes(-1));
                TestServer test = server(new FakeLoader())) {
            Training training = dead.trainings()
                    .add(Training.Plan.train(dataset(test), null, Map.of()), Actor.PROGRAM, "dead")
                    .orElseThrow();
            Path run = run(training);
            try (ProcessLock atWork =
                    ProcessLock.tryAcquire(run.resolve(".lock")).orElseThrow()) {
                Process gone = new ProcessBuilder("true").start();
                dead.trainings().work(training.id(), new Training.ChildProcess(gone.pid(), Instant.EPOCH));
                silent.trainings().beat(training.id(), "dead");
                Instant before = heartbeat(silent, training);
                until(() -> heartbeat(silent, training).isAfter(before.plusSeconds(30)));
                assertThat(folder.resolve("trainings/" + training.id() + "/log.txt"))
                        .as("the process of the dead server is at work on another machine")
                        .doesNotExist();
                assertThat(atWork).isNotNull();
            }
            until(() -> test.history().trainings().open().isEmpty());

            assertThat(test.history()
                            .trainings()
                            .find(training.id())
                            .orElseThrow()
                            .state())
                    .isEqualTo(TrainingState.EVALUATED);
            assertThat(folder.resolve("trainings/" + training.id() + "/log.txt"))
                    .content()
                    .contains("resuming after step 10 of 20")
                    .doesNotContain("the training begins");
        }
    }

    /** Opens the records with a clock that is wrong. */
    private History history(Duration offset) {
        return History.open(folder, address, Clock.offset(Clock.systemUTC(), offset));
    }

    private static Instant heartbeat(History history, Training training) {
        return Objects.requireNonNull(
                history.trainings().find(training.id()).orElseThrow().times().heartbeat());
    }

    private static String dataset(TestServer test) throws Exception {
        for (int number = 0; number < 6; number++) {
            String id = test.inspect(Scene.SCRATCHES, number).path("id").asString();
            test.send(test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"accept\"}")
                            .header("If-Match", "1"))
                    .json(201);
        }
        return change(test, "/v1/datasets", "{\"gold\":2}", 201).path("id").asString();
    }

    /** Writes the run that the dead server has begun, with a checkpoint. */
    private Path run(Training training) throws IOException {
        Path run = folder.resolve("trainings/" + training.id() + "/corrections-1");
        Files.createDirectories(run.resolve("checkpoint-10"));
        Files.writeString(run.resolve("settings.yaml"), "max_steps: \"20\"\nnum_train_epochs: \"4\"\n");
        Files.writeString(
                run.resolve("checkpoint-10/trainer_state.json"), "{\"global_step\":10,\"best_global_step\":10}");
        return run;
    }
}
