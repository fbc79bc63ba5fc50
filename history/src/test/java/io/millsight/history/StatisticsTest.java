package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.PATCHES;
import static io.millsight.history.TestHistory.SCRATCHES;
import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.steel.BoundingBox;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class StatisticsTest {

    private static final NewReview CLEAN = new NewReview(ReviewAction.CLEAN, List.of(), null, null);
    private static final NewReview PATCH = new NewReview(
            ReviewAction.CORRECT,
            List.of(new ReviewedBox(PATCHES, new BoundingBox(1, 2, 3, 4), ReviewedBox.Origin.ADDED, null)),
            null,
            null);

    @TempDir
    private Path folder;

    private final TestDatabase database;

    StatisticsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void countsTheBoxesThatCountByTypeCoilLineAndHour() {
        try (TestHistory test = new TestHistory(database, folder)) {
            add(test, "a", "L1", "C1", 1, false);
            StoredInspection corrected = add(test, "b", "L1", "C1", 2, false);
            review(test, corrected, PATCH);
            test.clock.advance(Duration.ofHours(1));
            review(test, add(test, "c", "L2", "C2", 1, false), CLEAN);
            add(test, "d", "L2", null, 1, false);
            Statistics statistics = test.history.statistics();

            assertThat(statistics.defects(always(null), Statistics.Grouping.TYPE))
                    .containsExactly(new Statistics.Count("scratches", 2, 2), new Statistics.Count("patches", 1, 1));
            assertThat(statistics.defects(always("L1"), Statistics.Grouping.COIL))
                    .containsExactly(new Statistics.Count("C1", 2, 2));
            assertThat(statistics.defects(always(null), Statistics.Grouping.LINE))
                    .containsExactly(new Statistics.Count("L1", 2, 2), new Statistics.Count("L2", 1, 1));
            assertThat(statistics.defects(always(null), Statistics.Grouping.HOUR))
                    .extracting(count -> Instant.ofEpochMilli(Long.parseLong(String.valueOf(count.key()))))
                    .containsExactly(Instant.parse("2026-11-28T16:00:00Z"), Instant.parse("2026-11-28T17:00:00Z"));
            assertThat(statistics.boxes(new Period(
                            Instant.parse("2026-11-28T17:00:00Z"), Instant.parse("2026-11-28T18:00:00Z"), null)))
                    .isEqualTo(Map.of("scratches", 1L));
        }
    }

    @Test
    void aThresholdOfARecipeAppliesToWhatIsCounted() {
        try (TestHistory test = new TestHistory(database, folder)) {
            RecipeRules strict = new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(0.95, Disposition.HOLD)));
            test.history.recipes().save(new NewRecipe(Recipe.DEFAULT, 1, null, strict, "why"), ANNA);
            add(test, "a", "L1", "C1", 1, false);

            assertThat(test.history.statistics().boxes(always(null))).isEmpty();
        }
    }

    @Test
    void tellsOfEachHourHowOftenPeopleCorrectedTheModel() {
        try (TestHistory test = new TestHistory(database, folder)) {
            review(test, add(test, "a", "L1", "C1", 1, true), CLEAN);
            review(test, add(test, "b", "L1", "C1", 2, false), PATCH);
            review(
                    test,
                    add(test, "c", "L1", "C1", 3, true),
                    new NewReview(ReviewAction.ACCEPT, List.of(), null, null));
            review(
                    test,
                    add(test, "d", "L1", "C1", 4, true),
                    new NewReview(ReviewAction.REJECT, List.of(), null, null));
            add(test, "e", "L1", "C1", 5, false);

            assertThat(test.history.statistics().hours(always(null)))
                    .containsExactly(new Statistics.Hour(
                            Instant.parse("2026-11-28T16:00:00Z"),
                            5,
                            0,
                            3,
                            new Statistics.Corrected(3, 2),
                            new Statistics.Corrected(2, 1)));
        }
    }

    @Test
    void aCoilIsTheStrictestOfItsPicturesAlsoOfThoseBeforeThePeriod() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection first = add(test, "a", "L1", "C1", 2, false);
            test.clock.advance(Duration.ofHours(1));
            review(test, add(test, "b", "L1", "C1", 1, false), CLEAN);
            add(test, "c", "L2", "C1", 1, false);

            Period lastHour =
                    new Period(test.clock.instant(), test.clock.instant().plusSeconds(60), "L1");
            List<CoilSummary> coils =
                    test.history.coils().list(lastHour, null, 10).coils();
            assertThat(coils).singleElement().satisfies(coil -> {
                assertThat(coil.disposition()).isEqualTo(Disposition.HOLD);
                assertThat(coil.pictures()).isEqualTo(new CoilSummary.Pictures(2, 0, 1, 1, 1));
                assertThat(coil.boxes()).isEqualTo(Map.of("scratches", 1L));
            });
            assertThat(test.history.coils().pictures("C1", "L1"))
                    .extracting(CoilPicture::disposition)
                    .containsExactly(Disposition.PASS, Disposition.HOLD);

            review(test, first, CLEAN);
            assertThat(test.history.coils().find("C1", "L1").orElseThrow().disposition())
                    .isEqualTo(Disposition.PASS);
            assertThat(test.history.coils().find("C1", null).orElseThrow().line())
                    .isEqualTo("L2");
            assertThat(test.history.coils().find("C9", null)).isEmpty();
        }
    }

    @Test
    void pagesOfCoilsFollowOneAnother() {
        try (TestHistory test = new TestHistory(database, folder)) {
            for (String coil : List.of("C1", "C2", "C1", "C3")) {
                add(test, "a", "L1", coil, 1, false);
            }
            Coils coils = test.history.coils();
            CoilPage first = coils.list(always(null), null, 2);
            CoilPage second = coils.list(always(null), first.next(), 2);

            assertThat(first.coils()).extracting(CoilSummary::coil).containsExactly("C3", "C1");
            assertThat(second.coils()).extracting(CoilSummary::coil).containsExactly("C2");
            assertThat(second.next()).isNull();
        }
    }

    private static Period always(@Nullable String line) {
        return new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z"), line);
    }

    private static StoredInspection add(
            TestHistory test, String picture, String line, @Nullable String coil, long frame, boolean sample) {
        NewInspection model = test.scratches(picture, new QueueEntry(0.5, QueueEntry.Reason.HELD, sample));
        CaptureContext context = new CaptureContext(line, null, coil, frame, null, null, null, null, null);
        return test.history
                .inspections()
                .add(
                        new NewInspection(
                                model.image(),
                                context,
                                model.deployment(),
                                test.history.recipes().of(null),
                                model.answer(),
                                model.timing(),
                                model.queue()),
                        null);
    }

    private static void review(TestHistory test, StoredInspection inspection, NewReview review) {
        assertThat(test.history.reviews().add(new Reviews.Target(inspection.id(), 1), review, ANNA, null))
                .isInstanceOf(ReviewResult.Added.class);
    }
}
