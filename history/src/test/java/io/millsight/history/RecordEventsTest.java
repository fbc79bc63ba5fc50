package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.MODEL;
import static io.millsight.history.TestHistory.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class RecordEventsTest {

    @TempDir
    private Path folder;

    private final TestDatabase database;

    RecordEventsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void tellsOfInspectionsReviewsAndActiveModelsInTheirOrder() {
        try (TestHistory test = new TestHistory(database, folder)) {
            RecordEvents events = test.history.events();
            String start = test.deployment.id();
            StoredInspection inspection = test.add("1", 0.5);
            NewReview review = new NewReview(ReviewAction.CLEAN, List.of(), null, null);
            test.history.reviews().add(new Reviews.Target(inspection.id(), 1), review, ANNA, null);
            Deployment.Model bare = new Deployment.Model("nano", "ab", null, null, "ef", MODEL.types());
            deploy(test, bare, Deployment.Mode.SHADOW);
            deploy(test, bare, Deployment.Mode.ACTIVE);
            deploy(test, bare, Deployment.Mode.ACTIVE);
            deploy(test, MODEL, Deployment.Mode.ACTIVE);

            List<RecordEvent> all = events.after(start, 99);

            assertThat(all)
                    .hasExactlyElementsOfTypes(
                            RecordEvent.Inspected.class,
                            RecordEvent.Reviewed.class,
                            RecordEvent.Deployed.class,
                            RecordEvent.Deployed.class)
                    .extracting(RecordEvent::line)
                    .containsExactly("L1", "L1", null, null);
            assertThat(all.get(0).id()).isEqualTo(inspection.id());
            assertThat(all.get(1)).isInstanceOfSatisfying(RecordEvent.Reviewed.class, reviewed -> {
                assertThat(reviewed.inspection()).isEqualTo(inspection.id());
                assertThat(reviewed.disposition()).isEqualTo(Disposition.PASS);
                assertThat(reviewed.by()).isEqualTo("Anna");
            });
            assertThat(events.after(start, 2)).isEqualTo(all.subList(0, 2));
            assertThat(events.after(all.get(1).id(), 99)).isEqualTo(all.subList(2, 4));
            test.clock.advance(Duration.ofMillis(1));
            assertThat(events.after(events.now(), 99)).isEmpty();
        }
    }

    private static void deploy(TestHistory test, Deployment.Model model, Deployment.Mode mode) {
        test.history.deployments().change(model, SETTINGS, ANNA, new Deployments.Change(mode, null, null));
    }

    @Test
    void whoReadsOnFindsTheRecordsOfAServerWhoseClockIsLate() {
        try (TestHistory test = new TestHistory(database, folder)) {
            RecordEvents events = test.history.events();
            test.clock.advance(Duration.ofSeconds(9));
            String known = test.add("1", 0.5).id();

            assertThat(events.overlap(known))
                    .isEqualTo(
                            database == TestDatabase.SQLITE
                                    ? known
                                    : Ulid.first(test.clock.instant().minusSeconds(10)));
            String ahead = Ulid.first(test.clock.instant().plusSeconds(60));
            assertThat(events.overlap(ahead))
                    .as("a clock that is ahead leaves nothing out")
                    .isEqualTo(
                            database == TestDatabase.SQLITE
                                    ? ahead
                                    : Ulid.first(test.clock.instant().minusSeconds(10)));
        }
    }
}
