package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.BEN;
import static io.millsight.history.TestHistory.PATCHES;
import static io.millsight.history.TestHistory.SCRATCHES;
import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.BoundingBox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class ReviewsTest {

    private static final NewReview CORRECTION = new NewReview(
            ReviewAction.CORRECT,
            List.of(
                    new ReviewedBox(SCRATCHES, new BoundingBox(10, 0, 22, 199), ReviewedBox.Origin.MOVED, 0),
                    new ReviewedBox(PATCHES, new BoundingBox(1, 2, 3, 4), ReviewedBox.Origin.ADDED, null)),
            "too short",
            12.5);

    private static final NewReview CLEAN = new NewReview(ReviewAction.CLEAN, List.of(), null, null);

    @TempDir
    private Path folder;

    private final TestDatabase database;

    ReviewsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void aReviewChangesTheStateAndLeavesTheQueue() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);

            StoredReview review = added(test, inspection, 1, CORRECTION);

            StoredInspection after =
                    test.history.inspections().find(inspection.id()).orElseThrow();
            assertThat(after.state()).isEqualTo(ReviewState.CORRECTED);
            assertThat(after.revision()).isEqualTo(2);
            assertThat(after.review()).isEqualTo(review);
            assertThat(after.content().queue()).isNull();
            assertThat(review.content()).isEqualTo(CORRECTION);
            assertThat(review.by()).isEqualTo("Anna");
            assertThat(review.revision()).isEqualTo(2);
            assertThat(test.history.queue().summary().backlog()).isZero();
        }
    }

    @Test
    void keepsEarlierReviews() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);
            StoredReview first = added(test, inspection, 1, CORRECTION);
            StoredReview second = added(test, inspection, 2, CLEAN);

            assertThat(test.history.reviews().of(inspection.id())).containsExactly(first, second);
            assertThat(test.history.reviews().reviewed())
                    .singleElement()
                    .extracting(StoredInspection::review)
                    .isEqualTo(second);
        }
    }

    @Test
    void whatAPersonSaidDecidesWhatHappensWithTheSteel() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);
            assertThat(inspection.disposition()).isEqualTo(Disposition.HOLD);

            added(test, inspection, 1, CLEAN);
            assertThat(dispositionOf(test, inspection)).isEqualTo(Disposition.PASS);

            added(test, inspection, 2, CORRECTION);
            assertThat(dispositionOf(test, inspection)).isEqualTo(Disposition.HOLD);
        }
    }

    @Test
    void aPictureOfNoUseLetsNoSteelPass() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);

            added(test, inspection, 1, new NewReview(ReviewAction.REJECT, List.of(), null, null));

            assertThat(dispositionOf(test, inspection)).isEqualTo(Disposition.HOLD);
        }
    }

    private static Disposition dispositionOf(TestHistory test, StoredInspection inspection) {
        return test.history.inspections().find(inspection.id()).orElseThrow().disposition();
    }

    private static StoredReview added(TestHistory test, StoredInspection inspection, int revision, NewReview review) {
        ReviewResult result =
                test.history.reviews().add(new Reviews.Target(inspection.id(), revision), review, ANNA, null);
        return ((ReviewResult.Added) result).review();
    }

    @Test
    void ofTwoReviewsOfOneRevisionTheSecondIsRefused() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);
            added(test, inspection, 1, CORRECTION);

            assertThat(test.history.reviews().add(new Reviews.Target(inspection.id(), 1), CLEAN, BEN, null))
                    .isEqualTo(new ReviewResult.Changed(2));
            assertThat(test.history.reviews().add(new Reviews.Target("0", 1), CLEAN, BEN, null))
                    .isEqualTo(new ReviewResult.Missing());
        }
    }

    @Test
    void whatSomebodyElseHoldsIsNotReviewed() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.5);
            LeaseResult.Granted lease =
                    (LeaseResult.Granted) test.history.queue().next(BEN);

            assertThat(test.history.reviews().add(new Reviews.Target(inspection.id(), 1), CLEAN, ANNA, null))
                    .isEqualTo(new ReviewResult.Leased("Ben", lease.until()));
            test.clock.advance(ReviewQueue.LEASE);
            added(test, inspection, 1, CLEAN);
        }
    }

    @Test
    void ofAnImageThatWasInspectedTwiceTheLastReviewHolds() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection first = test.add("a", 0.5);
            StoredInspection second = test.add("a", 0.5);
            added(test, second, 1, CORRECTION);
            added(test, first, 1, CLEAN);

            assertThat(test.history.reviews().reviewed())
                    .singleElement()
                    .extracting(StoredInspection::id)
                    .isEqualTo(first.id());
        }
    }

    @Test
    void leasesTheHighestPriorityFirstAndNothingTwice() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection low = test.add("a", 0.3);
            StoredInspection high = test.add("b", 1.0);
            ReviewQueue queue = test.history.queue();

            LeaseResult first = queue.next(ANNA);
            LeaseResult second = queue.next(BEN);

            assertThat(((LeaseResult.Granted) first).inspection()).isEqualTo(high.id());
            assertThat(((LeaseResult.Granted) second).inspection()).isEqualTo(low.id());
            assertThat(queue.next(ANNA)).isEqualTo(new LeaseResult.Nothing());
            assertThat(queue.lease(low.id(), ANNA))
                    .isEqualTo(new LeaseResult.Held("Ben", ((LeaseResult.Granted) second).until()));
            assertThat(queue.summary().leased()).isEqualTo(2);
        }
    }

    @Test
    void prolongsOnesOwnLease() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection inspection = test.add("a", 0.3);
            LeaseResult.Granted first =
                    (LeaseResult.Granted) test.history.queue().next(ANNA);
            test.clock.advance(Duration.ofMinutes(5));

            LeaseResult.Granted again =
                    (LeaseResult.Granted) test.history.queue().lease(inspection.id(), ANNA);

            assertThat(again.lease()).isEqualTo(first.lease());
            assertThat(again.until()).isEqualTo(first.until().plus(Duration.ofMinutes(5)));
        }
    }

    @Test
    void aLeaseEndsByTimeOrWhenItsHolderGivesItBack() {
        try (TestHistory test = new TestHistory(database, folder)) {
            test.add("a", 0.3);
            ReviewQueue queue = test.history.queue();
            LeaseResult.Granted first = (LeaseResult.Granted) queue.next(ANNA);

            queue.release(first.lease(), BEN);
            assertThat(queue.next(BEN)).isEqualTo(new LeaseResult.Nothing());
            queue.release(first.lease(), ANNA);
            assertThat(queue.next(BEN)).isInstanceOf(LeaseResult.Granted.class);
            test.clock.advance(ReviewQueue.LEASE);
            assertThat(queue.next(ANNA)).isInstanceOf(LeaseResult.Granted.class);
        }
    }
}
