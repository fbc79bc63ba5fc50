package io.millsight.service.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.history.Training;
import io.millsight.history.TrainingState;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.ServerProcess;
import io.millsight.service.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server is killed while a training runs in a process of its own, and started again on the same folder. */
class KilledTrainingTest {

    @TempDir
    private Path folder;

    private Path behaviour;
    private String dataset = "";
    private String token = "";

    @BeforeEach
    void makeADataset() throws Exception {
        behaviour = Files.writeString(folder.resolve("behaviour"), "good");
        try (TestServer test = server()) {
            for (int number = 0; number < 10; number++) {
                String id = test.inspect(Scene.SCRATCHES, number).path("id").asString();
                test.send(test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"accept\"}")
                                .header("If-Match", "1"))
                        .json(201);
            }
            dataset = test.send(test.json(Role.ENGINEER, "/v1/datasets", "{\"gold\":3}"))
                    .json(201)
                    .path("id")
                    .asString();
            token = test.token(Role.ENGINEER);
        }
    }

    private TestServer server() throws InterruptedException {
        return FakeTrainer.server(folder.resolve("server"), new FakeLoader(), behaviour);
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("it never came").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Begins a training that behaves as a word says, and kills the server when the process is at its first wait. */
    private Training killedWhile(String word, String waiting) throws Exception {
        Files.writeString(behaviour, word);
        try (ServerProcess server = ServerProcess.start(folder.resolve("server"), behaviour)) {
            begin(server);
            until(() -> Files.exists(folder.resolve("server/trainings")) && hasWaited(waiting));
            server.kill();
        }
        try (History history = History.open(folder.resolve("server"), Clock.systemUTC())) {
            return history.trainings().open().get(0);
        }
    }

    private void begin(ServerProcess server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/trainings"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"dataset\":\"" + dataset + "\"}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    /** Returns whether there is a certain file in the only training's run. */
    private boolean hasWaited(String file) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("server/trainings"))) {
            return files.anyMatch(path -> path.endsWith(file));
        }
    }

    private static ProcessHandle process(Training training) {
        return ProcessHandle.of(Objects.requireNonNull(training.process()).pid())
                .orElseThrow();
    }

    private static Instant heartbeat(Training training) {
        return Objects.requireNonNull(training.times().heartbeat());
    }

    private static Training over(TestServer test, Training training) throws Exception {
        until(() -> test.history().trainings().open().isEmpty());
        return test.history().trainings().find(training.id()).orElseThrow();
    }

    private String log(Training training) throws IOException {
        return Files.readString(folder.resolve("server/trainings/" + training.id() + "/log.txt"));
    }

    @Test
    void theNextServerFollowsTheProcessThatIsStillAtWork() throws Exception {
        Training training = killedWhile("wait", "metrics.jsonl");
        ProcessHandle process = process(training);
        assertThat(process.isAlive()).isTrue();
        try (TestServer test = server()) {
            Instant before = heartbeat(training);
            until(() -> heartbeat(test.history().trainings().find(training.id()).orElseThrow())
                    .isAfter(before));
            assertThat(process.isAlive()).isTrue();

            Files.writeString(behaviour, "good");

            assertThat(over(test, training).state()).isEqualTo(TrainingState.EVALUATED);
            assertThat(log(training)).containsOnlyOnce("the training begins").doesNotContain("resuming");
            assertThat(test.history().adapters().list().get(0).training()).isEqualTo(training.id());
        }
    }

    @Test
    void theNextServerGoesOnFromTheCheckpointOfAProcessThatIsGone() throws Exception {
        Training training = killedWhile("save", "checkpoint-10/trainer_state.json");
        ProcessHandle process = process(training);
        process.destroyForcibly();
        process.onExit().join();
        Files.writeString(behaviour, "good");
        try (TestServer test = server()) {
            assertThat(over(test, training).state()).isEqualTo(TrainingState.EVALUATED);
            assertThat(log(training)).containsOnlyOnce("the training begins").containsOnlyOnce("resuming");
        }
    }
}
