package io.millsight.history;

import static io.millsight.history.TestHistory.ANNA;
import static io.millsight.history.TestHistory.BEN;
import static io.millsight.history.TestHistory.PATCHES;
import static io.millsight.history.TestHistory.SCRATCHES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EachDatabase
class RecipesTest {

    private static final NewReview CORRECTION = new NewReview(
            ReviewAction.CORRECT,
            List.of(new ReviewedBox(PATCHES, new BoundingBox(1, 2, 3, 4), ReviewedBox.Origin.ADDED, null)),
            null,
            null);

    @TempDir
    private Path folder;

    private final TestDatabase database;

    RecipesTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void theDefaultRecipeIsThereFromTheStartAndLeavesTheModelsThreshold() {
        try (TestHistory test = new TestHistory(database, folder)) {
            Recipe recipe = test.history.recipes().of(null);

            assertThat(recipe.revision()).hasToString("default@1");
            assertThat(recipe.rules().threshold(SCRATCHES, 0.3)).isEqualTo(0.3);
            StoredInspection inspection = test.add("a", 0.5);
            assertThat(inspection.content().recipe()).isEqualTo(recipe);
            assertThat(inspection.disposition()).isEqualTo(Disposition.HOLD);
        }
        try (TestHistory again = new TestHistory(database, folder)) {
            assertThat(again.history.recipes().revisions(Recipe.DEFAULT)).hasSize(1);
        }
    }

    @Test
    void aChangeIsANewRevisionAndEarlierInspectionsKeepTheirs() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection before = test.add("a", 0.5);

            Recipe second = saved(test, strict(0.95, Disposition.HOLD, 1));
            StoredInspection after = test.add("b", 0.5);

            assertThat(second.revision()).hasToString("default@2");
            assertThat(second.by()).isEqualTo("Anna");
            assertThat(after.content().recipe()).isEqualTo(second);
            assertThat(after.defects()).isEmpty();
            assertThat(after.disposition()).isEqualTo(Disposition.PASS);
            StoredInspection unchanged =
                    test.history.inspections().find(before.id()).orElseThrow();
            assertThat(unchanged).isEqualTo(before);
            assertThat(unchanged.defects()).hasSize(1);
            assertThat(test.history.recipes().revisions(Recipe.DEFAULT))
                    .extracting(recipe -> recipe.revision().number())
                    .containsExactly(2, 1);
            AuditLog.Entry entry = test.history.audit().list(Long.MAX_VALUE, 1).get(0);
            assertThat(entry.before()).isEqualTo("default@1: first start {}");
            assertThat(entry.after()).isEqualTo("default@2: why {scratches=0.950 hold}");
        }
    }

    @Test
    void scoresAreStoredWhateverTheThresholdsAre() {
        try (TestHistory test = new TestHistory(database, folder)) {
            saved(test, strict(1.0, Disposition.HOLD, 1));

            StoredInspection inspection = test.add("a", 0.5);

            assertThat(inspection.content().answer().defects())
                    .extracting(StoredDefect::score)
                    .containsExactly(0.91, 0.22);
        }
    }

    @Test
    void thresholdsApplyWhenInspectionsAreListedByType() {
        try (TestHistory test = new TestHistory(database, folder)) {
            StoredInspection counting = test.add("a", 0.5);
            saved(test, strict(0.95, Disposition.HOLD, 1));
            StoredInspection below = test.add("b", 0.5);
            assertThat(ofType(test, SCRATCHES)).containsExactly(counting.id());

            review(test, below, CORRECTION);

            assertThat(ofType(test, SCRATCHES)).containsExactly(counting.id());
            assertThat(ofType(test, PATCHES)).containsExactly(below.id());
        }
    }

    @Test
    void theStrictestRuleDecides() {
        RecipeRules recipe = new RecipeRules(Map.of(
                SCRATCHES, new RecipeRules.Rule(0.5, Disposition.PASS),
                PATCHES, new RecipeRules.Rule(0.2, Disposition.REJECT)));

        assertThat(disposition(recipe, Verdict.DEFECTS, box(SCRATCHES, 0.9))).isEqualTo(Disposition.PASS);
        assertThat(disposition(recipe, Verdict.DEFECTS, box(PATCHES, 0.2))).isEqualTo(Disposition.REJECT);
        assertThat(disposition(recipe, Verdict.CLEAN, box(PATCHES, 0.19))).isEqualTo(Disposition.PASS);
        assertThat(disposition(recipe, Verdict.DEFECTS, box(SCRATCHES, 0.9), box(new DefectType("crazing"), 0.3)))
                .isEqualTo(Disposition.HOLD);
    }

    @Test
    void anUndeterminedAnswerHoldsWhateverTheRecipeSays() {
        for (Disposition wanted : Disposition.values()) {
            RecipeRules recipe = new RecipeRules(
                    Map.of(SCRATCHES, new RecipeRules.Rule(0.0, wanted), PATCHES, new RecipeRules.Rule(1.0, wanted)));

            assertThat(disposition(recipe, Verdict.UNDETERMINED)).isEqualTo(Disposition.HOLD);
            assertThat(disposition(recipe, Verdict.UNDETERMINED, box(SCRATCHES, 0.9)))
                    .isEqualTo(Disposition.HOLD);
        }
    }

    @Test
    void aReviewIsJudgedByTheRecipeOfTheInspection() {
        try (TestHistory test = new TestHistory(database, folder)) {
            saved(
                    test,
                    new NewRecipe(
                            Recipe.DEFAULT,
                            1,
                            null,
                            new RecipeRules(Map.of(PATCHES, new RecipeRules.Rule(null, Disposition.REJECT))),
                            "why"));
            StoredInspection inspection = test.add("a", 0.5);

            review(test, inspection, CORRECTION);

            assertThat(test.history
                            .inspections()
                            .find(inspection.id())
                            .orElseThrow()
                            .disposition())
                    .isEqualTo(Disposition.REJECT);
        }
    }

    @Test
    void aProductWithARecipeOfItsOwnIsDecidedByIt() {
        try (TestHistory test = new TestHistory(database, folder)) {
            NewRecipe sheet = new NewRecipe(
                    "sheet",
                    0,
                    "sheet",
                    new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(0.5, Disposition.REJECT))),
                    "why");
            saved(test, sheet);

            assertThat(test.add("a", 0.5).content().recipe().revision()).hasToString("sheet@1");
            assertThat(test.history.recipes().of("plate").revision()).hasToString("default@1");
            assertThat(test.history.recipes().newest())
                    .extracting(recipe -> recipe.revision().toString())
                    .containsExactly("default@1", "sheet@1");
            assertThat(test.history.recipes().save(new NewRecipe("other", 0, "sheet", RecipeRules.NONE, "why"), ANNA))
                    .isEqualTo(new RecipeResult.ProductTaken("sheet"));
        }
    }

    @Test
    void onlyTheDefaultRecipeIsForNoProduct() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NewRecipe("sheet", 0, null, RecipeRules.NONE, "why"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NewRecipe(Recipe.DEFAULT, 1, "sheet", RecipeRules.NONE, "why"));
    }

    @Test
    void ofTwoPeopleWhoChangeOneRevisionTheSecondIsRefused() {
        try (TestHistory test = new TestHistory(database, folder)) {
            saved(test, strict(0.5, Disposition.HOLD, 1));

            assertThat(test.history.recipes().save(strict(0.6, Disposition.HOLD, 1), BEN))
                    .isEqualTo(new RecipeResult.Changed(2));
            assertThat(test.history.recipes().of(null).rules().threshold(SCRATCHES, 0.3))
                    .isEqualTo(0.5);
        }
    }

    private static NewRecipe strict(double threshold, Disposition disposition, int basedOn) {
        return new NewRecipe(
                Recipe.DEFAULT,
                basedOn,
                null,
                new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(threshold, disposition))),
                "why");
    }

    private static Recipe saved(TestHistory test, NewRecipe recipe) {
        test.clock.advance(Duration.ofMillis(5));
        return ((RecipeResult.Saved) test.history.recipes().save(recipe, ANNA)).recipe();
    }

    private static void review(TestHistory test, StoredInspection inspection, NewReview review) {
        ReviewResult result = test.history.reviews().add(new Reviews.Target(inspection.id(), 1), review, ANNA, null);
        assertThat(result).isInstanceOf(ReviewResult.Added.class);
    }

    private static List<String> ofType(TestHistory test, DefectType type) {
        InspectionFilter filter = new InspectionFilter(null, null, null, null, null, type.name(), null, null);
        return test.history.inspections().list(filter, null, 10).stream()
                .map(StoredInspection::id)
                .toList();
    }

    private static Disposition disposition(RecipeRules recipe, Verdict verdict, StoredDefect... boxes) {
        return recipe.disposition(new ModelAnswer(verdict, List.of(boxes), "", false, List.of()), 0.3);
    }

    private static StoredDefect box(DefectType type, double score) {
        return new StoredDefect(0, type, new BoundingBox(1, 2, 3, 4), score, true);
    }
}
