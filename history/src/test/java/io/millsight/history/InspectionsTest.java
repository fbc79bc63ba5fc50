package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class InspectionsTest {

    private static final QueueEntry ENTRY = new QueueEntry(0.8, QueueEntry.Reason.CANDIDATES, true);

    @TempDir
    private Path folder;

    private final TestDatabase database;

    InspectionsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void findsAnInspectionAsItWasStored() {
        try (TestHistory test = new TestHistory(database, folder)) {
            NewInspection inspection = test.scratches("picture", ENTRY);

            StoredInspection stored = test.history.inspections().add(inspection, null);

            assertThat(stored.content()).isEqualTo(inspection);
            assertThat(stored.revision()).isEqualTo(1);
            assertThat(stored.state()).isEqualTo(ReviewState.OPEN);
            assertThat(stored.review()).isNull();
            assertThat(stored.deployment()).isEqualTo(test.deployment);
            assertThat(stored.createdAt()).isEqualTo(test.clock.instant());
            assertThat(test.history.inspections().find(stored.id())).contains(stored);
            assertThat(test.history.inspections().find("0")).isEmpty();
        }
    }

    @Test
    void findsAfterReopeningWhatWasStoredBefore() {
        StoredInspection stored;
        try (TestHistory test = new TestHistory(database, folder)) {
            stored = test.add("picture", 0.5);
        }
        try (History again = database.open(folder, Clock.systemUTC())) {
            assertThat(again.inspections().find(stored.id())).contains(stored);
        }
    }

    @Test
    void storesAnInspectionOfWhichNothingIsKnown() {
        try (TestHistory test = new TestHistory(database, folder)) {
            NewInspection full = test.scratches("picture", ENTRY);
            NewInspection bare = new NewInspection(
                    full.image(),
                    CaptureContext.NONE,
                    full.deployment(),
                    full.recipe(),
                    full.answer(),
                    full.timing(),
                    null);

            assertThat(test.history.inspections().add(bare, null).content()).isEqualTo(bare);
        }
    }

    @Test
    void listsTheNewestFirstInPages() {
        try (TestHistory test = new TestHistory(database, folder)) {
            List<String> ids = List.of(
                    test.add("a", 0.1).id(),
                    test.add("b", 0.1).id(),
                    test.add("c", 0.1).id());

            List<StoredInspection> first = test.history.inspections().list(InspectionFilter.ALL, null, 2);
            List<StoredInspection> second = test.history
                    .inspections()
                    .list(InspectionFilter.ALL, first.get(1).id(), 2);

            assertThat(first).extracting(StoredInspection::id).containsExactly(ids.get(2), ids.get(1));
            assertThat(second).extracting(StoredInspection::id).containsExactly(ids.get(0));
        }
    }

    @Test
    void filtersByEveryPropertyOfTheFilter() {
        try (TestHistory test = new TestHistory(database, folder)) {
            test.add("a", 0.1);
            var now = test.clock.instant();
            var later = now.plusMillis(1);

            assertThat(count(test, filter("L1", "C42", "scratches"))).isOne();
            assertThat(count(test, filter("L2", null, null))).isZero();
            assertThat(count(test, filter(null, "C43", null))).isZero();
            assertThat(count(test, filter(null, null, "patches")))
                    .as("a box that does not count")
                    .isZero();
            assertThat(count(test, new InspectionFilter(now, later, null, null, Verdict.DEFECTS, null, null, null)))
                    .isOne();
            assertThat(count(test, new InspectionFilter(null, now, null, null, null, null, null, null)))
                    .isZero();
            assertThat(count(test, new InspectionFilter(later, null, null, null, null, null, null, null)))
                    .isZero();
            assertThat(count(test, new InspectionFilter(null, null, null, null, Verdict.CLEAN, null, null, null)))
                    .isZero();
            assertThat(count(
                            test,
                            new InspectionFilter(null, null, null, null, null, null, ReviewState.CORRECTED, null)))
                    .isZero();
        }
    }

    private static int count(TestHistory test, InspectionFilter filter) {
        return test.history.inspections().list(filter, null, 9).size();
    }

    private static InspectionFilter filter(@Nullable String line, @Nullable String coil, @Nullable String type) {
        return new InspectionFilter(null, null, line, coil, null, type, null, null);
    }

    @Test
    void remembersForADayWhatAKeyLedTo() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection stored =
                    test.history.inspections().add(test.scratches("a", ENTRY), new IdempotencyKey("key", "body"));

            assertThat(test.history.idempotency().find("key")).contains(new Idempotency.Effect("body", stored.id()));
            test.clock.advance(Duration.ofHours(24));
            assertThat(test.history.idempotency().find("key")).isEmpty();
        }
    }

    @Test
    void storesNothingIfTheKeyExists() {
        try (TestHistory test = new TestHistory(database, folder)) {
            IdempotencyKey key = new IdempotencyKey("key", "body");
            test.history.inspections().add(test.scratches("a", ENTRY), key);

            assertThatThrownBy(() -> test.history.inspections().add(test.scratches("b", ENTRY), key))
                    .isInstanceOf(DuplicateKeyException.class);

            assertThat(test.history.inspections().list(InspectionFilter.ALL, null, 9))
                    .hasSize(1);
        }
    }

    @Test
    void storesTheSameImageOnce() throws Exception {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredImage image = test.image("picture");

            assertThat(test.image("picture")).isEqualTo(image);
            assertThat(test.history.images().read(image)).isEqualTo("picture".getBytes(StandardCharsets.UTF_8));
            assertThat(test.history.images().file(image))
                    .isEqualTo(folder.resolve("images")
                            .resolve(image.sha256().substring(0, 2))
                            .resolve(image.sha256().substring(2, 4))
                            .resolve(image.sha256() + ".jpeg"));
        }
    }

    @Test
    void refusesAnImageWhoseNameLeavesTheFolder() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredImage image = test.image("picture");

            assertThatThrownBy(() -> test.history
                            .images()
                            .file(new StoredImage("../../../etc/passwd", 1, image.size(), "jpeg", null)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            test.history.images().file(new StoredImage(image.sha256(), 1, image.size(), "/../x", null)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void keepsADeploymentUntilSomethingOfItChanges() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Deployments deployments = test.history.deployments();
            deployments.recordCanary(test.deployment.id(), "boxes");

            Deployment same = deployments.activate(TestHistory.MODEL, TestHistory.SETTINGS, Actor.PROGRAM);
            Deployment.Settings stricter = new Deployment.Settings(0.5, "off", "locked", "0.1.0", "cpu/float32");
            Deployment other = deployments.activate(TestHistory.MODEL, stricter, ANNA);

            assertThat(same.id()).isEqualTo(test.deployment.id());
            assertThat(same.canary()).isEqualTo("boxes");
            assertThat(other.id()).isNotEqualTo(same.id());
            assertThat(other.canary()).isNull();
            assertThat(deployments.running(Deployment.Mode.ACTIVE)).contains(other);
        }
    }
}
