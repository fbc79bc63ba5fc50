package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.BEN;
import static io.millsight.history.TestHistory.MODEL;
import static io.millsight.history.TestHistory.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dataset versions, trainings, and which model answers. */
@EachDatabase
class LearningTest {

    private static final DatasetVersion.Content CONTENT = new DatasetVersion.Content(
            "ab", "cd", new DatasetVersion.Counts(1, 0, 1, 0, 2, Map.of("scratches", 3L, "patches", 1L)));
    private static final Training.ChildProcess PROCESS =
            new Training.ChildProcess(77, Instant.parse("2026-11-28T16:00:01.120Z"));

    @TempDir
    private Path folder;

    private final TestDatabase database;

    LearningTest(TestDatabase database) {
        this.database = database;
    }

    private static DatasetItem reviewed(TestHistory test, String picture, String group, DatasetPart part) {
        StoredInspection inspection = test.add(picture, 0.5);
        NewReview review = new NewReview(ReviewAction.CLEAN, List.of(), null, null);
        Reviews.Target target = new Reviews.Target(inspection.id(), 1);
        ReviewResult result = test.history.reviews().add(target, review, ANNA, null);
        return new DatasetItem(
                inspection.content().image().sha256(),
                ((ReviewResult.Added) result).review().id(),
                group,
                part);
    }

    private static DatasetItem in(DatasetPart part, DatasetItem item) {
        return new DatasetItem(item.image(), item.review(), item.group(), part);
    }

    private static DatasetVersion add(TestHistory test, DatasetItem... items) {
        DatasetVersions datasets = test.history.datasets();
        return datasets.add(datasets.nextId(), CONTENT, List.of(items), ANNA);
    }

    @Test
    void theFirstGoldSetIsFrozen() {
        try (TestHistory test = new TestHistory(database, folder)) {
            DatasetItem gold = reviewed(test, "1", "C1", DatasetPart.GOLD);
            DatasetItem other = reviewed(test, "2", "C2", DatasetPart.TRAIN);
            DatasetItem neighbour = reviewed(test, "3", "C1", DatasetPart.TRAIN);

            DatasetVersion version = add(test, gold, other);

            assertThat(test.history.datasets().gold()).containsExactly(Map.entry(gold.image(), "C1"));
            assertThat(test.history.datasets().list()).containsExactly(version);
            assertThat(version.content()).isEqualTo(CONTENT);
            assertThat(test.history.datasets().items(version.id())).containsExactlyInAnyOrder(gold, other);
            assertThatThrownBy(() -> add(test, in(DatasetPart.TRAIN, gold)))
                    .isInstanceOf(GoldSetException.class)
                    .hasMessage("image " + gold.image()
                            + ": is of the gold set or of one of its coils; no model may learn it");
            assertThatThrownBy(() -> add(test, in(DatasetPart.VAL, gold))).isInstanceOf(GoldSetException.class);
            assertThatThrownBy(() -> add(test, gold, neighbour)).isInstanceOf(GoldSetException.class);
            assertThatThrownBy(() -> add(test, gold, in(DatasetPart.GOLD, other)))
                    .hasMessageEndingWith("the gold set is frozen and cannot grow");
            assertThat(test.history.datasets().list()).hasSize(1);
            assertThat(test.history.audit().list(99, 1).get(0).after())
                    .isEqualTo("1 to learn from, 0 to validate, 1 gold");
        }
    }

    /** Adds a training. */
    static Training training(TestHistory test) {
        DatasetVersion version = add(test, reviewed(test, "t", "t", DatasetPart.TRAIN));
        return test.history
                .trainings()
                .add(Training.Plan.train(version.id(), null, Map.of("max_steps", "9")), ANNA, null)
                .orElseThrow();
    }

    private static Training.Outcome failure(String message) {
        return new Training.Outcome(1, message, null);
    }

    @Test
    void aTrainingGoesFromQueuedToRunningToItsEnd() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Training queued = training(test);
            Trainings trainings = test.history.trainings();
            assertThat(queued.state()).isEqualTo(TrainingState.QUEUED);
            assertThat(queued.plan().settings()).containsExactly(Map.entry("max_steps", "9"));
            assertThat(trainings.add(queued.plan(), BEN, null)).isEmpty();
            assertThat(trainings.end(queued.id(), TrainingState.EVALUATED, Training.Outcome.NONE, ANNA))
                    .isFalse();

            assertThat(trainings.work(queued.id(), PROCESS)).isTrue();
            test.clock.advance(Duration.ofSeconds(3));
            assertThat(trainings.claim(queued.id(), "one", test.clock.instant()))
                    .isTrue();
            Training running = trainings.find(queued.id()).orElseThrow();
            assertThat(running.state()).isEqualTo(TrainingState.RUNNING);
            assertThat(running.process()).isEqualTo(PROCESS);
            assertThat(running.times().heartbeat())
                    .isEqualTo(test.clock.instant().truncatedTo(ChronoUnit.MILLIS));

            Training.Outcome outcome = new Training.Outcome(0, null, "{\"f1\":0.5}");
            assertThat(trainings.end(queued.id(), TrainingState.EVALUATED, outcome, Actor.PROGRAM))
                    .isTrue();
            assertThat(trainings.find(queued.id()).orElseThrow().outcome()).isEqualTo(outcome);
            assertThat(trainings.work(queued.id(), PROCESS)).isFalse();
            assertThat(trainings.add(queued.plan(), BEN, null)).isPresent();
            assertThat(test.history.audit().list(99, 99))
                    .filteredOn(entry -> entry.action().equals("training"))
                    .extracting(AuditLog.Entry::after)
                    .containsExactly("queued", "evaluated", "running", "queued");
        }
    }

    @Test
    void aMeasurementTakesItsTurnAndCountsAsNoTraining() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Trainings trainings = test.history.trainings();
            Training training = training(test);
            String dataset = training.plan().dataset();
            String adapter = test.deployment.adapter();
            assertThat(trainings.add(Training.Plan.measure(dataset, adapter), BEN, null))
                    .isEmpty();
            trainings.end(training.id(), TrainingState.CANCELLED, Training.Outcome.NONE, ANNA);

            Training measurement = trainings
                    .add(Training.Plan.measure(dataset, adapter), BEN, null)
                    .orElseThrow();
            trainings.end(measurement.id(), TrainingState.CANCELLED, Training.Outcome.NONE, ANNA);
            Training next = trainings.add(training.plan(), ANNA, null).orElseThrow();

            assertThat(trainings.find(measurement.id()).orElseThrow().plan())
                    .isEqualTo(new Training.Plan(Training.Kind.MEASURE, dataset, adapter, Map.of()));
            assertThat(trainings.number(training.id())).isEqualTo(1);
            assertThat(trainings.number(next.id())).isEqualTo(2);
            assertThat(test.history.audit().list(99, 99))
                    .filteredOn(entry -> entry.action().equals("measurement"))
                    .extracting(AuditLog.Entry::after)
                    .containsExactly("cancelled", "queued");
        }
    }

    @Test
    void whatIsOverStaysAsItIs() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Training training = training(test);
            Trainings trainings = test.history.trainings();
            trainings.work(training.id(), PROCESS);

            assertThat(trainings.end(training.id(), TrainingState.CANCELLED, Training.Outcome.NONE, BEN))
                    .isTrue();

            assertThat(trainings.end(training.id(), TrainingState.FAILED, failure("killed"), Actor.PROGRAM))
                    .isFalse();
            assertThat(trainings.end(training.id(), TrainingState.EVALUATED, Training.Outcome.NONE, BEN))
                    .isFalse();
            Training over = trainings.find(training.id()).orElseThrow();
            assertThat(over.state()).isEqualTo(TrainingState.CANCELLED);
            assertThat(over.outcome().message()).isNull();
        }
    }

    @Test
    void onlyTheNamedStepsLeadFromAStateToAnother() {
        Map<TrainingState, Set<TrainingState>> allowed = Map.of(
                TrainingState.QUEUED,
                EnumSet.of(TrainingState.RUNNING, TrainingState.FAILED, TrainingState.CANCELLED),
                TrainingState.RUNNING,
                EnumSet.of(TrainingState.EVALUATED, TrainingState.FAILED, TrainingState.CANCELLED));
        for (TrainingState state : TrainingState.values()) {
            for (TrainingState next : TrainingState.values()) {
                assertThat(state.mayBecome(next))
                        .as(state + " to " + next)
                        .isEqualTo(allowed.getOrDefault(state, Set.of()).contains(next));
            }
        }
    }

    @Test
    void aRollBackIsANewDeploymentAndAShadowRunsBeside() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Deployments deployments = test.history.deployments();
            Deployment.Model tuned = new Deployment.Model("nano", "ab", "tuned", "99", "ef", MODEL.types());
            KnownAdapter adapter = test.history.adapters().register(tuned, "trainings/1/run", null, ANNA);
            assertThat(adapter.state()).isEqualTo(KnownAdapter.State.REGISTERED);
            test.history.adapters().measured(adapter.id(), "{}");

            deployments.change(tuned, SETTINGS, BEN, new Deployments.Change(Deployment.Mode.SHADOW, null, null));
            assertThat(deployments.running(Deployment.Mode.ACTIVE)).contains(test.deployment);
            Deployment active = deployments.change(
                    tuned, SETTINGS, BEN, new Deployments.Change(Deployment.Mode.ACTIVE, "finds more", null));
            assertThat(active.adapter()).isEqualTo(adapter.id());
            assertThat(active.decision())
                    .isEqualTo(new Deployment.Decision(Deployment.Mode.ACTIVE, "Ben", "finds more"));
            assertThat(deployments.running(Deployment.Mode.SHADOW)).isPresent();
            deployments.endShadow(BEN);
            assertThat(deployments.running(Deployment.Mode.SHADOW)).isEmpty();

            Deployment back = deployments.change(
                    MODEL,
                    SETTINGS,
                    ANNA,
                    new Deployments.Change(Deployment.Mode.ACTIVE, "too many false alarms", null));

            assertThat(back.id()).isNotEqualTo(test.deployment.id());
            assertThat(back.adapter()).isEqualTo(test.deployment.adapter());
            assertThat(deployments.list()).hasSize(4).first().isEqualTo(back);
            assertThat(test.history.adapters().find(adapter.id()).orElseThrow().state())
                    .isEqualTo(KnownAdapter.State.EVALUATED);
            assertThat(test.history.audit().list(99, 1).get(0).after())
                    .isEqualTo("active nano with neu, threshold 0.3: too many false alarms");
        }
    }

    private static Deployment shadow(TestHistory test) {
        return test.history
                .deployments()
                .change(MODEL, SETTINGS, ANNA, new Deployments.Change(Deployment.Mode.SHADOW, null, null));
    }

    @Test
    void shadowAnswersAreCountedBesideThoseThatHold() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection first = test.add("1", 0.5);
            StoredInspection second = test.add("2", 0.5);
            ModelAnswer same = first.content().answer();
            ModelAnswer clean = new ModelAnswer(Verdict.CLEAN, List.of(), "", false, List.of());
            ShadowAnswers shadows = test.history.shadows();
            String before = shadow(test).id();
            shadows.add(first.id(), before, clean);
            String shadow = shadow(test).id();
            Deployment.Settings stricter = new Deployment.Settings(0.5, "off", "locked", "0.1.0", "cuda/bfloat16");
            String beside = test.history
                    .deployments()
                    .join(Deployment.Mode.SHADOW, MODEL, stricter, Actor.PROGRAM)
                    .orElseThrow()
                    .id();

            shadows.add(first.id(), shadow, same);
            shadows.add(second.id(), beside, clean);
            shadows.add(second.id(), beside, same);

            assertThat(shadows.summary())
                    .isEqualTo(new ShadowAnswers.Summary(2, 1, Map.of("defects defects", 1L, "defects clean", 1L)));
            assertThat(test.history
                            .inspections()
                            .find(second.id())
                            .orElseThrow()
                            .content()
                            .answer())
                    .isEqualTo(second.content().answer());
        }
    }
}
