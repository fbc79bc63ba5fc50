package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class QueueSelectionTest {

    @TempDir
    private Path folder;

    private final TestDatabase database;

    QueueSelectionTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void whatAPersonPutOffIsNotTheNext() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection low = test.add("a", 0.3);
            StoredInspection high = test.add("b", 1.0);
            ReviewQueue queue = test.history.queue();

            assertThat(queue.next(ANNA, new QueueSelection(null, Set.of(high.id(), low.id()))))
                    .isEqualTo(new LeaseResult.Nothing());
            LeaseResult next = queue.next(ANNA, new QueueSelection(null, Set.of(high.id())));

            assertThat(((LeaseResult.Granted) next).inspection()).isEqualTo(low.id());
        }
    }

    @Test
    void aLineHasAQueueOfItsOwn() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection first = add(test, "a", "L1", 1.0);
            StoredInspection second = add(test, "b", "L2", 0.3);
            add(test, "c", null, 0.3);
            ReviewQueue queue = test.history.queue();

            LeaseResult next = queue.next(ANNA, new QueueSelection("L2", Set.of()));

            assertThat(((LeaseResult.Granted) next).inspection()).isEqualTo(second.id());
            assertThat(queue.summary("L2"))
                    .extracting(ReviewQueue.Summary::backlog, ReviewQueue.Summary::leased)
                    .containsExactly(1L, 1L);
            assertThat(queue.summary("L1"))
                    .extracting(ReviewQueue.Summary::backlog, ReviewQueue.Summary::leased)
                    .containsExactly(1L, 0L);
            assertThat(queue.summary().backlog()).isEqualTo(3);
            assertThat(first.content().context().line()).isEqualTo("L1");
        }
    }

    @Test
    void theLinesAreThoseOfInspectionsSinceATime() {
        try (TestHistory test = new TestHistory(database, folder)) {
            add(test, "a", "L9", 1.0);
            test.clock.advance(Duration.ofDays(1));
            add(test, "b", "L2", 1.0);
            add(test, "c", "L1", 1.0);
            add(test, "d", "L1", 1.0);
            add(test, "e", null, 1.0);

            assertThat(test.history.queue().lines(test.clock.instant())).containsExactly("L1", "L2");
        }
    }

    private static StoredInspection add(TestHistory test, String picture, @Nullable String line, double priority) {
        NewInspection model = test.scratches(picture, new QueueEntry(priority, QueueEntry.Reason.HELD, false));
        CaptureContext context = new CaptureContext(line, null, null, null, null, null, null, null, null);
        NewInspection placed = new NewInspection(
                model.image(),
                context,
                model.deployment(),
                model.recipe(),
                model.answer(),
                model.timing(),
                model.queue());
        return test.history.inspections().add(placed, null);
    }
}
