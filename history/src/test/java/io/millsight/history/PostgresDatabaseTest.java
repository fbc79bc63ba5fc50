package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What several servers with one database do, and what happens while its server is away. */
class PostgresDatabaseTest {

    private static final int IMAGES = 60;

    @TempDir
    private Path folder;

    @Test
    void twoServersSeeTheInspectionsOfEachOther() {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            StoredInspection first = one.add("a", 0.1);
            StoredInspection second = other.add("b", 0.2);

            assertThat(other.history.inspections().find(first.id())).contains(first);
            assertThat(one.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .containsExactlyInAnyOrder(first, second);
            assertThat(other.history.images().file(first.content().image())).exists();
        }
    }

    @Test
    void aStartWithOtherSettingsEndsNoDeploymentOfAnotherServer() {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            Deployments deployments = other.history.deployments();
            Deployment.Settings stricter = new Deployment.Settings(0.5, "off", "locked", "0.1.0", "cuda/bfloat16");
            assertThat(other.deployment.id()).isEqualTo(one.deployment.id());

            Deployment beside = deployments.activate(TestHistory.MODEL, stricter, Actor.PROGRAM);

            assertThat(deployments.activate(TestHistory.MODEL, stricter, Actor.PROGRAM))
                    .isEqualTo(beside);
            assertThat(one.history
                            .deployments()
                            .activate(TestHistory.MODEL, TestHistory.SETTINGS, Actor.PROGRAM)
                            .id())
                    .isEqualTo(one.deployment.id());
            assertThat(deployments.list()).extracting(Deployment::to).containsExactly(null, null);
            Deployment.Model bare = new Deployment.Model("nano", "ab", null, null, "ef", TestHistory.MODEL.types());
            assertThatThrownBy(() -> deployments.activate(bare, stricter, Actor.PROGRAM))
                    .isInstanceOf(HistoryException.class)
                    .hasMessage("nano with neu is the active model of these records, and other servers may be answering"
                            + " with it; start with the same --model and --adapter");
            assertThat(deployments.list()).hasSize(2);

            Deployment decided = deployments.change(
                    bare, stricter, BEN, new Deployments.Change(Deployment.Mode.ACTIVE, "finds more", null));
            assertThat(deployments.list())
                    .extracting(Deployment::to)
                    .containsExactlyInAnyOrder(null, other.clock.instant(), other.clock.instant());
            assertThat(deployments.running(Deployment.Mode.ACTIVE)).contains(decided);
        }
    }

    @Test
    void aServerJoinsTheModelThatAnotherOneHasActivated() {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            Deployments deployments = other.history.deployments();
            Deployment.Model bare = new Deployment.Model("nano", "ab", null, null, "ef", TestHistory.MODEL.types());
            Deployment.Settings stricter = new Deployment.Settings(0.5, "off", "locked", "0.1.0", "cuda/bfloat16");
            Deployment decided = one.history
                    .deployments()
                    .change(
                            bare,
                            TestHistory.SETTINGS,
                            BEN,
                            new Deployments.Change(Deployment.Mode.ACTIVE, "finds more", "[]"));

            assertThat(deployments.join(Deployment.Mode.ACTIVE, bare, TestHistory.SETTINGS, Actor.PROGRAM))
                    .contains(decided);
            Deployment beside = deployments
                    .join(Deployment.Mode.ACTIVE, bare, stricter, Actor.PROGRAM)
                    .orElseThrow();
            assertThat(deployments.join(Deployment.Mode.ACTIVE, bare, stricter, Actor.PROGRAM))
                    .contains(beside);
            assertThat(deployments.allRunning(Deployment.Mode.ACTIVE)).containsExactlyInAnyOrder(beside, decided);
            assertThat(deployments.join(Deployment.Mode.ACTIVE, TestHistory.MODEL, TestHistory.SETTINGS, Actor.PROGRAM))
                    .isEmpty();
            assertThat(deployments.join(Deployment.Mode.SHADOW, bare, TestHistory.SETTINGS, Actor.PROGRAM))
                    .isEmpty();
        }
    }

    @Test
    void oneServerAtATimeWorksOnATraining() {
        try (TestHistory test = new TestHistory(TestDatabase.POSTGRES, folder)) {
            String id = LearningTest.training(test).id();
            Trainings trainings = test.history.trainings();
            Instant silent = test.clock.instant().minusSeconds(10);
            assertThat(trainings.beat(id, "one")).isFalse();

            assertThat(trainings.claim(id, "one", silent)).isTrue();
            assertThat(trainings.claim(id, "one", silent)).isTrue();
            assertThat(trainings.claim(id, "other", silent)).isFalse();
            test.clock.advance(Duration.ofSeconds(9));
            assertThat(trainings.beat(id, "one")).isTrue();
            test.clock.advance(Duration.ofSeconds(9));
            assertThat(trainings.claim(id, "other", test.clock.instant().minusSeconds(10)))
                    .isFalse();
            test.clock.advance(Duration.ofSeconds(1));
            assertThat(trainings.claim(id, "other", test.clock.instant().minusSeconds(10)))
                    .isTrue();
            assertThat(trainings.beat(id, "one")).isFalse();
            trainings.release(id, "one");
            assertThat(trainings.claim(id, "one", silent)).isFalse();
            trainings.release(id, "other");
            assertThat(trainings.claim(id, "one", silent)).isTrue();

            trainings.end(id, TrainingState.CANCELLED, Training.Outcome.NONE, BEN);
            assertThat(trainings.beat(id, "one")).isFalse();
            assertThat(trainings.claim(id, "one", test.clock.instant())).isFalse();
        }
    }

    @Test
    void twoServersNeverDeliverOneEventAtTheSameTime() throws Exception {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            one.history.outbox().announce(inspection -> true);
            for (int i = 0; i < IMAGES; i++) {
                one.add("picture " + i, 0.5);
            }
            List<String> claimed = atOnce(List.of(() -> claims(one), () -> claims(other), () -> claims(other)));

            assertThat(claimed).hasSize(IMAGES).doesNotHaveDuplicates();
            assertThat(other.history.outbox().waiting()).isZero();
        }
    }

    private static List<String> claims(TestHistory test) {
        List<String> claimed = new ArrayList<>();
        Optional<Outbox.Event> event = test.history.outbox().claim();
        while (event.isPresent()) {
            claimed.add(event.get().id());
            test.history.outbox().delivered(event.get());
            event = test.history.outbox().claim();
        }
        return claimed;
    }

    @Test
    void whoHoldsAnEventForTooLongDoesNotChangeItAnyMore() {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            one.history.outbox().announce(inspection -> true);
            one.add("a", 0.5);
            Outbox.Event slow = one.history.outbox().claim().orElseThrow();
            assertThat(other.history.outbox().claim()).isEmpty();
            other.clock.advance(Duration.ofMinutes(2));
            Outbox.Event quick = other.history.outbox().claim().orElseThrow();
            assertThat(quick.attempts()).isEqualTo(2);

            other.history.outbox().delivered(quick);
            one.history.outbox().failed(slow, "no answer", one.clock.instant());
            one.history.outbox().giveUp(slow, "no answer");

            assertThat(one.history.outbox().waiting()).isZero();
            assertThat(one.history.audit().list(99, 99))
                    .extracting(AuditLog.Entry::action)
                    .doesNotContain("webhook_given_up");
        }
    }

    @Test
    void twoServersNeverLeaseOneInspectionTwice() throws Exception {
        try (TestHistory one = new TestHistory(TestDatabase.POSTGRES, folder);
                TestHistory other = new TestHistory(TestDatabase.POSTGRES, folder)) {
            for (int i = 0; i < IMAGES; i++) {
                one.add("picture " + i, 0.5);
            }
            List<String> leased = atOnce(List.of(
                    () -> leases(one, ANNA),
                    () -> leases(other, BEN),
                    () -> leases(one, ANNA),
                    () -> leases(other, BEN)));

            assertThat(leased).hasSize(IMAGES).doesNotHaveDuplicates();
            assertThat(one.history.audit().firstBroken()).isEmpty();
        }
    }

    /** Does everything at the same time, and returns all results. */
    private static List<String> atOnce(List<Callable<List<String>>> work) throws Exception {
        List<String> results = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        for (Future<List<String>> result : threads.invokeAll(work)) {
            results.addAll(result.get());
        }
        threads.shutdown();
        return results;
    }

    private static List<String> leases(TestHistory test, Actor person) {
        List<String> inspections = new ArrayList<>();
        while (test.history.queue().next(person) instanceof LeaseResult.Granted granted) {
            inspections.add(granted.inspection());
            test.history.audit().append(new AuditLog.Event(person, "lease", granted.inspection(), null, null));
        }
        return inspections;
    }

    @Test
    void aServerThatComesBackIsUsedAgain() throws Exception {
        try (TestPostgres postgres = TestPostgres.start();
                History history = History.open(folder, postgres.schema("a"), Clock.systemUTC())) {
            AccessTokens.Wish wish = new AccessTokens.Wish("Anna", Role.ADMIN, null);
            history.tokens().make(wish, Actor.PROGRAM);
            postgres.crash();

            assertThat(history.isWritable()).isFalse();
            assertThatThrownBy(() -> history.tokens().make(wish, Actor.PROGRAM))
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageStartingWith("the database of the records does not answer (");

            postgres.resume();
            awaitWritable(history);
            history.tokens().make(wish, Actor.PROGRAM);
            assertThat(history.tokens().list()).hasSize(2);
            assertThat(history.isWritable()).isTrue();
        }
    }

    /** Waits until the next attempt to connect; the pause between two attempts grows while the server is away. */
    private static void awaitWritable(History history) {
        Instant end = Instant.now().plusSeconds(30);
        while (!history.isWritable() && Instant.now().isBefore(end)) {
            Thread.onSpinWait(); // each look waits for a connection
        }
    }

    @Test
    void saysWhyTheServerRefuses() {
        PostgresAddress right = TestPostgres.shared().schema("a");
        PostgresAddress wrong = new PostgresAddress(right.url(), "a guess");

        assertThatThrownBy(() -> History.open(folder, wrong, Clock.systemUTC()))
                .isInstanceOf(HistoryException.class)
                .hasMessageStartingWith(right.url() + ": cannot be opened as a history (")
                .hasMessageContaining("password authentication failed")
                .hasMessageNotContaining("a guess");
    }

    @Test
    void findsThePasswordInThePasswordFile() throws Exception {
        PostgresAddress address = TestPostgres.shared().schema("a");
        Path file = Files.writeString(folder.resolve("pgpass"), "*:*:*:*:" + address.password());
        System.setProperty("org.postgresql.pgpassfile", file.toString());
        try (History history = History.open(folder, new PostgresAddress(address.url(), null), Clock.systemUTC())) {
            assertThat(history.isWritable()).isTrue();
        } finally {
            System.clearProperty("org.postgresql.pgpassfile");
        }
    }

    @Test
    void anAddressHasNoPasswordInIt() {
        for (String url : List.of(
                "jdbc:postgresql://db/records?user=a&password=secret",
                "jdbc:postgresql://a:secret@db/records",
                "jdbc:postgresql://db/records?PASSWORD=secret")) {
            assertThatThrownBy(() -> new PostgresAddress(url, null))
                    .isInstanceOf(HistoryException.class)
                    .hasMessageNotContaining("secret")
                    .hasMessageContaining("PGPASSWORD");
        }
        assertThatThrownBy(() -> new PostgresAddress("jdbc:mysql://db/records", null))
                .hasMessageContaining("is not the address of a PostgreSQL database");
        assertThat(new PostgresAddress("jdbc:postgresql://db/records?user=a", "secret"))
                .asString()
                .doesNotContain("secret");
    }
}
