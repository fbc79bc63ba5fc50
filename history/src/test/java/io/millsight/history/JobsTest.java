package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class JobsTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final TestDatabase database;

    @TempDir
    private Path folder;

    JobsTest(TestDatabase database) {
        this.database = database;
    }

    private static Job add(TestHistory test, String picture, @Nullable Batch batch) {
        return test.history.jobs().add(test.image(picture), CONTEXT, batch == null ? null : batch.id(), null);
    }

    private static Job again(TestHistory test, Job job) {
        return test.history.jobs().find(job.id()).orElseThrow();
    }

    /** Stores the inspection of a job as the service does. */
    private static StoredInspection inspect(TestHistory test, Job job, String picture) {
        return test.history.inspections().add(test.scratches(picture, null), new IdempotencyKey(job.key(), "the body"));
    }

    @Test
    void aJobIsClaimedOnceAndEndsWithItsInspection() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            assertThat(jobs.next()).isEmpty();
            Job first = add(test, "first", null);
            Job second = add(test, "second", null);
            assertThat(first)
                    .returns(Job.State.WAITING, Job::state)
                    .returns(CONTEXT, Job::context)
                    .returns(test.image("first"), Job::image)
                    .isEqualTo(again(test, first));
            assertThat(jobs.next()).hasValue(0);

            Job claimed = jobs.claim("one", 0).orElseThrow();

            assertThat(claimed)
                    .returns(first.id(), Job::id)
                    .returns(Job.State.RUNNING, Job::state)
                    .returns(1, Job::attempts)
                    .returns(test.clock.instant(), job -> job.times().started());
            assertThat(jobs.claim("other", 0)).map(Job::id).contains(second.id());
            assertThat(jobs.claim("other", 0)).isEmpty();
            StoredInspection inspection = inspect(test, claimed, "first");
            assertThat(again(test, first))
                    .returns(Job.State.DONE, Job::state)
                    .returns(inspection.id(), Job::inspection)
                    .returns(test.clock.instant(), job -> job.times().ended());
            assertThatThrownBy(() -> inspect(test, claimed, "first"))
                    .as("another server may still work on it")
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(test.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);
        }
    }

    @Test
    void aJobIsWrittenOnceForAKey() {
        try (TestHistory test = new TestHistory(database, folder)) {
            IdempotencyKey key = new IdempotencyKey("key", "body");
            Job job = test.history.jobs().add(test.image("a"), CONTEXT, null, key);
            assertThatThrownBy(() -> test.history.jobs().add(test.image("a"), CONTEXT, null, key))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(test.history.idempotency().find("key"))
                    .map(Idempotency.Effect::answer)
                    .contains(job.id());
            assertThat(test.history.jobs().count(Job.State.WAITING)).isOne();
        }
    }

    @Test
    void theJobOfAServerThatIsGoneWaitsAgainAndFailsTheThirdTime() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Job job = add(test, "deadly", null);
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThat(jobs.next()).hasValue(attempt);
                assertThat(jobs.claim("owner " + attempt, attempt)).isPresent();
                jobs.takeBack("owner " + attempt);
                assertThat(again(test, job).state()).isEqualTo(Job.State.RUNNING);
                test.clock.advance(Jobs.LEASE);
                jobs.takeBack("another");
            }

            assertThat(again(test, job))
                    .returns(Job.State.FAILED, Job::state)
                    .returns(3, Job::attempts)
                    .returns(test.clock.instant(), ended -> ended.times().ended())
                    .returns(
                            new Job.Problem(
                                    "failed",
                                    "the service ended, or lost its database, 3 times while it worked on this picture"),
                            Job::problem);
            assertThat(jobs.next()).isEmpty();
        }
    }

    @Test
    void aServerThatIsHeardOfKeepsItsJobs() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Job kept = add(test, "kept", null);
            Job forgotten = add(test, "forgotten", null);
            jobs.claim("one", 0);
            jobs.claim("one", 0);
            test.clock.advance(Duration.ofSeconds(50));
            jobs.beat(List.of(kept.id()), "one");
            test.clock.advance(Duration.ofSeconds(50));

            jobs.takeBack("one");

            assertThat(again(test, kept).state()).isEqualTo(Job.State.RUNNING);
            assertThat(again(test, forgotten).state()).isEqualTo(Job.State.WAITING);
            jobs.release(kept, "another");
            assertThat(again(test, kept).state()).isEqualTo(Job.State.RUNNING);
            jobs.release(kept, "one");
            assertThat(again(test, kept)).returns(Job.State.WAITING, Job::state).returns(0, Job::attempts);
        }
    }

    /** A server that has the records for itself knows at its start that the server before is gone. */
    @Test
    void aNewServerWaitsForTheLeaseOnlyWhereServersShareTheRecords() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Job job = add(test, "a", null);
            test.history.jobs().claim("one", 0);

            test.history.jobs().takeBack("another");

            assertThat(again(test, job).state())
                    .isEqualTo(database == TestDatabase.SQLITE ? Job.State.WAITING : Job.State.RUNNING);
        }
    }

    @Test
    void onlyWhoHasAJobSaysWhyItFailed() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Job job = add(test, "a", null);
            jobs.claim("one", 0);
            Job.Problem problem = new Job.Problem("invalid_image", "the image: is damaged");

            jobs.fail(job, "another", problem);
            assertThat(again(test, job).state()).isEqualTo(Job.State.RUNNING);
            jobs.fail(job, "one", problem);
            assertThat(again(test, job)).returns(Job.State.FAILED, Job::state).returns(problem, Job::problem);
        }
    }

    @Test
    void onlyWhatWaitsIsCancelled() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Batch batch = test.history.batches().add("archive", ANNA);
            Job running = add(test, "running", batch);
            Job waiting = add(test, "waiting", batch);
            Job alone = add(test, "alone", null);
            jobs.claim("one", 0);

            assertThat(jobs.cancel(running.id(), ANNA)).isFalse();
            assertThat(jobs.cancel("nothing", ANNA)).isFalse();
            assertThat(jobs.cancel(alone.id(), ANNA)).isTrue();
            assertThat(jobs.cancel(alone.id(), ANNA)).isFalse();
            assertThat(jobs.cancelBatch(batch.id(), ANNA)).isOne();
            assertThat(jobs.cancelBatch(batch.id(), ANNA)).isZero();

            assertThat(again(test, running).state()).isEqualTo(Job.State.RUNNING);
            assertThat(again(test, waiting).state()).isEqualTo(Job.State.CANCELLED);
            assertThat(test.history.audit().list(99, 2))
                    .extracting(AuditLog.Entry::actor, AuditLog.Entry::action, AuditLog.Entry::subject)
                    .containsExactly(
                            tuple("Anna", "batch_cancelled", batch.id()), tuple("Anna", "job_cancelled", alone.id()));
        }
    }

    @Test
    void aBatchHasTheFiguresOfItsJobs() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Batch older = test.history.batches().add("older", ANNA);
            Batch batch = test.history.batches().add("archive", ANNA);
            assertThat(batch)
                    .returns("Anna", Batch::by)
                    .returns(test.clock.instant(), Batch::createdAt)
                    .returns(null, Batch::startedAt)
                    .returns(null, Batch::endedAt);
            Job done = add(test, "done", batch);
            Job failed = add(test, "failed", batch);
            Job waiting = add(test, "waiting", batch);
            add(test, "of no batch", null);
            test.clock.advance(Duration.ofSeconds(1));
            jobs.claim("one", 0);
            jobs.claim("one", 0);
            StoredInspection inspection = inspect(test, done, "done");
            jobs.fail(failed, "one", new Job.Problem("failed", "the model failed"));

            Batch now = test.history.batches().find(batch.id()).orElseThrow();

            assertThat(now.jobs()).isEqualTo(Map.of(Job.State.DONE, 1L, Job.State.FAILED, 1L, Job.State.WAITING, 1L));
            assertThat(now.verdicts()).isEqualTo(Map.of(Verdict.DEFECTS, 1L));
            assertThat(now.startedAt()).isEqualTo(test.clock.instant());
            assertThat(now.endedAt()).isNull();
            assertThat(jobs.failures(batch.id(), 9)).extracting(Job::id).containsExactly(failed.id());
            assertThat(test.history
                            .inspections()
                            .list(new InspectionFilter(null, null, null, null, null, null, null, batch.id()), null, 9))
                    .containsExactly(inspection);
            test.clock.advance(Duration.ofSeconds(1));
            jobs.cancel(waiting.id(), ANNA);
            Batch ended = test.history.batches().find(batch.id()).orElseThrow();
            assertThat(ended.endedAt()).isEqualTo(test.clock.instant());
            assertThat(test.history.batches().list(null, 9)).containsExactly(ended, older);
            assertThat(test.history.batches().list(batch.id(), 9)).containsExactly(older);
        }
    }

    @Test
    void aBatchGoesAWeekAfterItsLastJobAndLeavesItsInspections() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            Jobs jobs = test.history.jobs();
            Batch batch = test.history.batches().add("archive", ANNA);
            Job done = add(test, "done", batch);
            Job failed = add(test, "failed", batch);
            jobs.claim("one", 0);
            jobs.claim("one", 0);
            StoredInspection inspection = inspect(test, done, "done");
            test.clock.advance(WEEK.plusDays(1));
            assertThat(test.history.retention().run(Retention.Periods.STANDARD, () -> true))
                    .as("one job still runs")
                    .isEqualTo(new Retention.Removed(0, 0, 0, 0, 0));
            assertThat(test.history.images().file(failed.image())).exists();
            jobs.fail(failed, "one", new Job.Problem("failed", "the model failed"));
            test.clock.advance(WEEK.plusSeconds(1));

            Retention.Removed removed = test.history.retention().run(Retention.Periods.STANDARD, () -> true);

            assertThat(removed).isEqualTo(new Retention.Removed(2, 0, 0, 0, 0));
            assertThat(jobs.find(done.id())).isEmpty();
            assertThat(test.history.batches().find(batch.id())).isEmpty();
            assertThat(test.history.inspections().find(inspection.id())).isPresent();
            assertThat(test.history.images().file(inspection.content().image())).exists();
            assertThat(test.history.images().file(failed.image())).doesNotExist();
            assertThat(database.dump(folder)).doesNotContain(failed.image().sha256());
            assertThat(test.history.audit().firstBroken()).isEmpty();
        }
    }

    @Test
    void aPictureThatAJobWaitsForIsNotRemoved() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            NewInspection full = test.scratches("picture", null);
            ModelAnswer clean = new ModelAnswer(Verdict.CLEAN, List.of(), "Clean.", false, List.of());
            test.history
                    .inspections()
                    .add(
                            new NewInspection(
                                    full.image(),
                                    full.context(),
                                    full.deployment(),
                                    full.recipe(),
                                    clean,
                                    full.timing(),
                                    null),
                            null);
            Job job = add(test, "picture", null);
            test.clock.advance(Duration.ofDays(731));

            Retention.Removed removed = test.history.retention().run(Retention.Periods.STANDARD, () -> true);

            assertThat(removed.inspections()).isOne();
            assertThat(removed.pictures()).isZero();
            assertThat(test.history.images().read(again(test, job).image())).isNotEmpty();
            test.history.jobs().claim("one", 0);
            StoredInspection inspection = inspect(test, job, "picture");
            test.clock.advance(Duration.ofDays(731));
            assertThat(test.history
                            .retention()
                            .run(Retention.Periods.STANDARD, () -> true)
                            .inspections())
                    .isOne();
            assertThat(test.history.inspections().find(inspection.id())).isEmpty();
            assertThat(test.history.images().file(job.image())).doesNotExist();
        }
    }
}
