package io.millsight.service.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Actor;
import io.millsight.history.History;
import io.millsight.history.Role;
import io.millsight.history.Training;
import io.millsight.service.FakeInspector;
import io.millsight.service.FakeInspector.Scene;
import io.millsight.service.TestServer;
import io.millsight.service.TestServer.Answer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** From corrections to another model, with a trainer that learns nothing. */
class LearningRoutesTest {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Path behaviour;

    @BeforeEach
    void behaveWell() throws IOException {
        behaviour = folder.resolve("behaviour");
        behave("good");
    }

    private void behave(String word) throws IOException {
        Files.writeString(behaviour, word);
    }

    private TestServer server(FakeLoader loader) throws InterruptedException {
        return FakeTrainer.server(folder.resolve("server"), loader, behaviour);
    }

    /** Accepts ten pictures with scratches, and makes a version of them of which three are gold. */
    private static String dataset(TestServer test) throws Exception {
        for (int number = 0; number < 10; number++) {
            String id = test.inspect(Scene.SCRATCHES, number).path("id").asString();
            test.send(test.json(Role.OPERATOR, "/v1/inspections/" + id + "/reviews", "{\"action\":\"accept\"}")
                            .header("If-Match", "1"))
                    .json(201);
        }
        return test.send(test.json(Role.ENGINEER, "/v1/datasets", "{\"gold\":3}"))
                .json(201)
                .path("id")
                .asString();
    }

    private static HttpRequest.Builder train(TestServer test, String dataset) {
        return test.json(Role.ENGINEER, "/v1/trainings", "{\"dataset\":\"" + dataset + "\"}");
    }

    private static String start(TestServer test, String dataset) throws Exception {
        return test.send(train(test, dataset)).json(201).path("id").asString();
    }

    private static JsonNode training(TestServer test, String id) {
        try {
            return test.send(test.as(Role.VIEWER, "/v1/trainings/" + id)).json(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode over(TestServer test, String id) {
        until(() -> !List.of("queued", "running")
                .contains(training(test, id).path("state").asString()));
        return training(test, id);
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not happen within " + LONGEST);
            }
            Thread.onSpinWait();
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Trains and returns the identifier of the adapter. */
    private static String adapter(TestServer test, String dataset) throws Exception {
        JsonNode training = over(test, start(test, dataset));
        assertThat(training.path("state").asString()).as(training.toString()).isEqualTo("evaluated");
        return adapters(test)
                .path("items")
                .valueStream()
                .filter(adapter -> adapter.path("training").equals(training.path("id")))
                .findFirst()
                .orElseThrow()
                .path("id")
                .asString();
    }

    private static JsonNode adapters(TestServer test) throws Exception {
        return test.send(test.as(Role.VIEWER, "/v1/adapters")).json(200);
    }

    private static Answer change(TestServer test, Role role, String path, String body) throws Exception {
        return test.send(test.json(role, path, body));
    }

    private static String answering(TestServer test, int number) throws Exception {
        return test.inspect(Scene.CLEAN, number).at("/lineage/adapter").asString();
    }

    @Test
    void aTrainingGivesAnAdapterThatIsMeasuredComparedActivatedAndRolledBack() throws Exception {
        FakeLoader loader = new FakeLoader();
        try (TestServer test = server(loader)) {
            String dataset = dataset(test);
            String id = adapter(test, dataset);

            JsonNode adapter = adapters(test).path("items").path(0);
            assertThat(adapter.path("id").asString()).isEqualTo(id);
            assertThat(adapter.path("name").asString()).isEqualTo("corrections-1");
            assertThat(adapter.path("dataset").asString()).isEqualTo(dataset);
            assertThat(adapter.at("/metrics/f1/value").asDouble()).isEqualTo(0.9);
            assertThat(adapter.at("/metrics/f1/low").asDouble()).isEqualTo(0.8);
            assertThat(adapter.path("refusal").isNull()).isTrue();
            JsonNode training = training(test, adapter.path("training").asString());
            assertThat(training.path("steps").asInt()).isEqualTo(20);
            assertThat(training.path("losses")).hasSize(2);
            JsonNode comparison = test.send(test.as(Role.VIEWER, "/v1/adapters/" + id + "/comparison"))
                    .json(200);
            assertThat(comparison.path("items")).hasSize(3);
            assertThat(comparison.at("/items/0/after/hits").asInt()).isEqualTo(1);
            assertThat(comparison.at("/items/0/before/misses").asInt()).isEqualTo(1);

            JsonNode deployment = change(test, Role.ENGINEER, "/v1/adapters/" + id + "/activate", "{}")
                    .json(200);
            assertThat(deployment.path("active").asBoolean()).isTrue();
            assertThat(answering(test, 100)).isEqualTo("corrections-1");
            until(() -> loader.inspectors().get(0).isClosed());
            assertThat(change(test, Role.ENGINEER, "/v1/deployments/rollback", "{}")
                            .status())
                    .isEqualTo(422);
            JsonNode back = change(test, Role.ENGINEER, "/v1/deployments/rollback", "{\"reason\":\"false alarms\"}")
                    .json(200);
            assertThat(back.path("reason").asString()).isEqualTo("false alarms");
            assertThat(answering(test, 101)).isEqualTo("fake-adapter");
            assertThat(test.history().deployments().list()).hasSize(3);
        }
    }

    @Test
    void afterARestartTheActivatedAdapterAnswers() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            String id = adapter(test, dataset(test));
            change(test, Role.ENGINEER, "/v1/adapters/" + id + "/activate", "{}")
                    .json(200);
        }
        try (TestServer test = server(new FakeLoader())) {
            assertThat(answering(test, 100)).isEqualTo("corrections-1");
            assertThat(test.history().deployments().list()).hasSize(2);
        }
    }

    @Test
    void theGateKeepsAWorseAdapterOutUnlessAnAdministratorSaysWhy() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            String dataset = dataset(test);
            String good = adapter(test, dataset);
            change(test, Role.ENGINEER, "/v1/adapters/" + good + "/activate", "{}")
                    .json(200);
            behave("bad");
            String path = "/v1/adapters/" + adapter(test, dataset) + "/activate";

            Answer refused = change(test, Role.ENGINEER, path, "{}");
            assertThat(refused.problem(409)).isEqualTo("gate");
            assertThat(refused.text()).contains("its F1 on the gold set is 0.200", "begins at 0.800");
            assertThat(change(test, Role.ENGINEER, path, "{\"override\":true,\"reason\":\"a try\"}")
                            .problem(409))
                    .isEqualTo("override");
            assertThat(change(test, Role.ADMIN, path, "{\"override\":true}").problem(409))
                    .isEqualTo("override");
            assertThat(answering(test, 100)).isEqualTo("corrections-1");

            change(test, Role.ADMIN, path, "{\"override\":true,\"reason\":\"a try\"}")
                    .json(200);
            assertThat(answering(test, 101)).isEqualTo("corrections-2");
        }
    }

    @Test
    void aTrainingThatFailsOrIsCancelledGivesNoAdapter() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            String dataset = dataset(test);
            behave("fail");
            JsonNode failed = over(test, start(test, dataset));
            assertThat(failed.path("state").asString()).isEqualTo("failed");
            assertThat(failed.path("exit_code").asInt()).isEqualTo(2);
            assertThat(failed.path("message").asString()).isEqualTo("millsight: the disk is full");

            behave("wait");
            String id = start(test, dataset);
            until(() -> training(test, id).path("step").asInt() == 10);
            assertThat(training(test, id).path("seconds_left").asInt()).isPositive();
            assertThat(test.send(train(test, dataset)).problem(409)).isEqualTo("training_running");
            long pid = process(test, id);
            assertThat(test.send(test.as(Role.ENGINEER, "/v1/trainings/" + id).DELETE())
                            .status())
                    .isEqualTo(204);
            until(() -> ProcessHandle.of(pid).isEmpty());
            assertThat(training(test, id).path("state").asString()).isEqualTo("cancelled");
            assertThat(test.send(test.as(Role.ENGINEER, "/v1/trainings/" + id).DELETE())
                            .problem(409))
                    .isEqualTo("training_over");

            assertThat(adapters(test).path("items")).hasSize(1);
            assertThat(change(test, Role.ENGINEER, "/v1/adapters", "{\"folder\":\"trainings/" + id + "\"}")
                            .status())
                    .isEqualTo(422);
            behave("good");
            assertThat(over(test, start(test, dataset)).path("state").asString())
                    .isEqualTo("evaluated");
        }
    }

    private static long process(TestServer test, String id) {
        Training.ChildProcess process =
                test.history().trainings().find(id).orElseThrow().process();
        return Objects.requireNonNull(process).pid();
    }

    @Test
    void aTrainingEndsWithTheServiceAndGoesOnFromItsCheckpointAtTheNextStart() throws Exception {
        String id;
        long pid;
        try (TestServer test = server(new FakeLoader())) {
            behave("save");
            id = start(test, dataset(test));
            Path run = folder.resolve("server/trainings/" + id + "/corrections-1");
            until(() -> Files.exists(run.resolve("checkpoint-10/trainer_state.json")));
            pid = process(test, id);
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
        behave("good");
        try (TestServer test = server(new FakeLoader())) {
            assertThat(over(test, id).path("state").asString()).isEqualTo("evaluated");
            assertThat(folder.resolve("server/trainings/" + id + "/log.txt"))
                    .content()
                    .containsSubsequence("the training begins", "resuming after step 10 of 20", "evaluation");
            assertThat(adapters(test).at("/items/0/name").asString()).isEqualTo("corrections-1");
        }
    }

    @Test
    void aTrainingWhoseProcessIsGoneBeforeItHasSavedAnythingHasFailed() throws Exception {
        String dataset;
        try (TestServer test = server(new FakeLoader())) {
            dataset = dataset(test);
        }
        String id;
        try (History history = History.open(folder.resolve("server"), Clock.systemUTC())) {
            id = history.trainings()
                    .add(Training.Plan.train(dataset, null, Map.of()), Actor.PROGRAM, null)
                    .orElseThrow()
                    .id();
            Process gone = new ProcessBuilder("true").start();
            history.trainings().work(id, new Training.ChildProcess(gone.pid(), Instant.EPOCH));
        }
        try (TestServer test = server(new FakeLoader())) {
            JsonNode training = over(test, id);
            assertThat(training.path("state").asString()).isEqualTo("failed");
            assertThat(training.path("message").asString()).isEqualTo("its process ended before it had saved anything");
        }
    }

    /** Puts an adapter into the data folder, as a person does, and makes it known. */
    private String outsider(TestServer test) throws Exception {
        return outsider(test, "outsider");
    }

    private String outsider(TestServer test, String name) throws Exception {
        Path adapter = Files.createDirectories(folder.resolve("server").resolve(name));
        Files.writeString(adapter.resolve("settings.yaml"), "{}");
        return change(test, Role.ENGINEER, "/v1/adapters", "{\"folder\":\"" + name + "\"}")
                .json(201)
                .path("id")
                .asString();
    }

    private static JsonNode adapter(TestServer test, String id, String member) {
        try {
            return adapters(test)
                    .path("items")
                    .valueStream()
                    .filter(adapter -> adapter.path("id").asString().equals(id))
                    .findFirst()
                    .orElseThrow()
                    .path(member);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode measured(TestServer test, String id) {
        until(() -> !List.of("queued", "running")
                .contains(adapter(test, id, "measurement").path("state").asString()));
        return adapter(test, id, "measurement");
    }

    @Test
    void anAdapterFromElsewhereIsMeasuredAndThenTheGateDecides() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            String id = outsider(test);
            String path = "/v1/adapters/" + id;
            assertThat(change(test, Role.ENGINEER, path + "/measurement", "").problem(409))
                    .isEqualTo("no_gold_set");
            dataset(test);
            assertThat(change(test, Role.ENGINEER, path + "/activate", "{}").text())
                    .contains("it was not measured on the gold set");
            assertThat(adapter(test, id, "measurement").isNull()).isTrue();

            assertThat(change(test, Role.ENGINEER, path + "/measurement", "")
                            .json(201)
                            .at("/measurement/by")
                            .asString())
                    .isEqualTo("the ENGINEER");
            assertThat(measured(test, id).path("state").asString()).isEqualTo("evaluated");

            assertThat(adapter(test, id, "metrics").at("/f1/value").asDouble()).isEqualTo(0.9);
            assertThat(adapter(test, id, "refusal").isNull()).isTrue();
            assertThat(test.send(test.as(Role.VIEWER, path + "/comparison"))
                            .json(200)
                            .path("items"))
                    .hasSize(3);
            assertThat(test.send(test.as(Role.VIEWER, "/v1/trainings"))
                            .json(200)
                            .path("items"))
                    .isEmpty();
            change(test, Role.ENGINEER, path + "/activate", "{}").json(200);
            assertThat(answering(test, 100)).isEqualTo("outsider");
        }
    }

    @Test
    void aBadAdapterFromElsewhereIsMeasuredAndRefused() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            dataset(test);
            String id = outsider(test);
            behave("bad");
            change(test, Role.ENGINEER, "/v1/adapters/" + id + "/measurement", "")
                    .json(201);
            assertThat(measured(test, id).path("state").asString()).isEqualTo("evaluated");
            assertThat(change(test, Role.ENGINEER, "/v1/adapters/" + id + "/activate", "{}")
                            .text())
                    .contains("its F1 on the gold set is 0.200", "begins at 0.400");
        }
    }

    @Test
    void anAdapterWithoutEffectIsRefusedThoughTheGateLetsItPass() throws Exception {
        FakeLoader loader = new FakeLoader();
        try (TestServer test = server(loader)) {
            dataset(test);
            String id = outsider(test, FakeLoader.WITHOUT_EFFECT);
            change(test, Role.ENGINEER, "/v1/adapters/" + id + "/measurement", "")
                    .json(201);
            assertThat(measured(test, id).path("state").asString()).isEqualTo("evaluated");
            assertThat(adapter(test, id, "refusal").isNull()).isTrue();

            Answer refused = change(test, Role.ENGINEER, "/v1/adapters/" + id + "/activate", "{}");

            assertThat(refused.problem(409)).isEqualTo("canary");
            assertThat(refused.text()).contains("the adapter changes nothing");
            assertThat(loader.inspectors().get(1).isClosed()).isTrue();
            assertThat(answering(test, 100)).isEqualTo("fake-adapter");
        }
    }

    @Test
    void aMeasurementHoldsNobodyUpAndCanBeCancelled() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            String dataset = dataset(test);
            String id = outsider(test);
            String path = "/v1/adapters/" + id + "/measurement";
            behave("wait");
            change(test, Role.ENGINEER, path, "").json(201);
            until(() -> adapter(test, id, "measurement")
                    .path("progress")
                    .asString("")
                    .equals("evaluation: 1 of 3 images (33 %)"));

            assertThat(answering(test, 100)).isEqualTo("fake-adapter");
            assertThat(change(test, Role.ENGINEER, path, "").problem(409)).isEqualTo("training_running");
            assertThat(test.send(train(test, dataset)).problem(409)).isEqualTo("training_running");
            long pid = process(test, test.history().trainings().open().get(0).id());
            assertThat(test.send(test.as(Role.ENGINEER, path).DELETE()).status())
                    .isEqualTo(204);
            until(() -> ProcessHandle.of(pid).isEmpty());
            assertThat(measured(test, id).path("state").asString()).isEqualTo("cancelled");
            assertThat(adapter(test, id, "metrics").isNull()).isTrue();
            assertThat(test.send(test.as(Role.ENGINEER, path).DELETE()).problem(409))
                    .isEqualTo("not_measuring");
        }
    }

    @Test
    void noRequestFailsWhileTheModelChanges() throws Exception {
        FakeLoader loader = new FakeLoader();
        try (TestServer test = server(loader)) {
            String dataset = dataset(test);
            String one = adapter(test, dataset);
            String two = adapter(test, dataset);
            List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int change = 0; change < 6; change++) {
                for (int image = 0; image < 8; image++) {
                    HttpRequest request = test.upload(FakeInspector.picture(Scene.BUSY, 1000 + change * 8 + image), "")
                            .build();
                    answers.add(test.client().sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()));
                }
                String next = change % 2 == 0 ? one : two;
                change(test, Role.ENGINEER, "/v1/adapters/" + next + "/activate", "{}")
                        .json(200);
            }
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                JsonNode inspection = new Answer(answer.join()).json(201);
                String deployment = inspection.at("/lineage/deployment").asString();
                assertThat(test.history().deployments().list())
                        .filteredOn(known -> known.id().equals(deployment))
                        .singleElement()
                        .satisfies(known -> assertThat(
                                        inspection.at("/lineage/adapter").asString())
                                .isEqualTo(known.model().adapter()));
            }
            assertThat(loader.inspectors().stream().filter(inspector -> !inspector.isClosed()))
                    .hasSize(1);
        }
    }

    @Test
    void aShadowModelAnswersBesideAndDecidesNothing() throws Exception {
        FakeLoader loader = new FakeLoader();
        try (TestServer test = server(loader)) {
            String id = adapter(test, dataset(test));
            change(test, Role.ENGINEER, "/v1/adapters/" + id + "/shadow", "{}").json(200);
            int images = 0;
            while (adapters(test).at("/shadow/images").asInt() == 0 && images < 500) {
                assertThat(answering(test, 2000 + images)).isEqualTo("fake-adapter");
                images++;
            }
            JsonNode shadow = adapters(test).path("shadow");
            assertThat(shadow.path("images").asInt()).isPositive().isLessThanOrEqualTo(images);
            assertThat(shadow.path("same_verdict")).isEqualTo(shadow.path("images"));
            assertThat(test.send(test.as(Role.ENGINEER, "/v1/deployments/shadow")
                                    .DELETE())
                            .status())
                    .isEqualTo(204);
            assertThat(adapters(test).path("shadow").isNull()).isTrue();
            assertThat(loader.inspectors().get(1).isClosed()).isTrue();
        }
    }

    @Test
    void refusesWhatCannotBeLearned() throws Exception {
        try (TestServer test = server(new FakeLoader())) {
            assertThat(test.send(train(test, "1")).status()).isEqualTo(422);
            String dataset = dataset(test);
            assertThat(change(test, Role.ENGINEER, "/v1/datasets", "{\"gold\":3}")
                            .problem(409))
                    .isEqualTo("gold_frozen");
            Answer setting = change(
                    test,
                    Role.ENGINEER,
                    "/v1/trainings",
                    "{\"dataset\":\"" + dataset + "\",\"settings\":{\"out\":\"/etc\"}}");
            assertThat(setting.status()).isEqualTo(422);
            assertThat(setting.text()).contains("settings has");
            assertThat(change(test, Role.ENGINEER, "/v1/adapters", "{\"folder\":\"../outside\"}")
                            .status())
                    .isEqualTo(422);
            assertThat(change(test, Role.ENGINEER, "/v1/deployments/rollback", "{\"reason\":\"x\"}")
                            .problem(409))
                    .isEqualTo("nothing_before");
        }
    }
}
