package io.millsight.service.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Disposition;
import io.millsight.history.ModelAnswer;
import io.millsight.history.QueueEntry;
import io.millsight.history.RecipeRules;
import io.millsight.history.StoredDefect;
import io.millsight.history.Verdict;
import io.millsight.image.ImageSize;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AnswerRulesTest {

    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final RecipeRules DEFAULT = RecipeRules.NONE;
    private static final RandomGenerator NEVER_DRAWN = () -> -1L;
    private static final RandomGenerator ALWAYS_DRAWN = () -> 0L;

    @Test
    void thresholdsDecideTheVerdictButHideNoScore() {
        ModelAnswer answer = rules(NEVER_DRAWN).answer(inspection(Verdict.DEFECTS, 0.2), List.of("two pages"), DEFAULT);

        assertThat(answer.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(answer.defects()).extracting(StoredDefect::score).containsExactly(0.2);
        assertThat(answer.notes()).containsExactly("two pages");
    }

    @Test
    void aRecipeHasAThresholdOfItsOwnForAType() {
        RecipeRules strict = new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(0.8, Disposition.HOLD)));

        assertThat(rules(NEVER_DRAWN)
                        .answer(inspection(Verdict.DEFECTS, 0.7), List.of(), strict)
                        .verdict())
                .isEqualTo(Verdict.CLEAN);
        assertThat(rules(NEVER_DRAWN)
                        .answer(inspection(Verdict.DEFECTS, 0.8), List.of(), strict)
                        .verdict())
                .isEqualTo(Verdict.DEFECTS);
        assertThat(entry(strict, Verdict.DEFECTS, 0.79).why()).isEqualTo(QueueEntry.Reason.CANDIDATES);
        assertThat(entry(strict, Verdict.DEFECTS, 0.81).why()).isEqualTo(QueueEntry.Reason.NEAR_THRESHOLD);
    }

    @Test
    void steelThatIsRejectedIsReviewedAndSteelThatPassesIsNot() {
        RecipeRules reject = new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(null, Disposition.REJECT)));
        RecipeRules pass = new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(null, Disposition.PASS)));

        assertThat(entry(reject, Verdict.DEFECTS, 0.9)).isEqualTo(new QueueEntry(0.3, QueueEntry.Reason.HELD, false));
        AnswerRules rules = rules(NEVER_DRAWN);
        assertThat(rules.queueEntry(rules.answer(inspection(Verdict.DEFECTS, 0.9), List.of(), pass), pass))
                .isNull();
    }

    @Test
    void whatIsDoubtfulIsReviewedFirst() {
        assertThat(entry(NEVER_DRAWN, Verdict.UNDETERMINED, 0.9))
                .isEqualTo(new QueueEntry(1.0, QueueEntry.Reason.UNDETERMINED, false));
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.1).why()).isEqualTo(QueueEntry.Reason.CANDIDATES);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.31).why()).isEqualTo(QueueEntry.Reason.NEAR_THRESHOLD);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.31).priority()).isBetween(0.7, 0.8);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.9))
                .isEqualTo(new QueueEntry(0.3, QueueEntry.Reason.HELD, false));
        assertThat(entry(ALWAYS_DRAWN, Verdict.DEFECTS, 0.9))
                .isEqualTo(new QueueEntry(0.6, QueueEntry.Reason.SAMPLE, true));
        assertThat(entry(ALWAYS_DRAWN, Verdict.UNDETERMINED, 0.9).sample()).isTrue();
    }

    @Test
    void aCleanAnswerIsReviewedOnlyIfItIsDrawn() {
        Inspection clean = inspection(io.millsight.inspection.Verdict.CLEAN, List.of());

        assertThat(rules(NEVER_DRAWN).queueEntry(rules(NEVER_DRAWN).answer(clean, List.of(), DEFAULT), DEFAULT))
                .isNull();
        assertThat(rules(ALWAYS_DRAWN).queueEntry(rules(ALWAYS_DRAWN).answer(clean, List.of(), DEFAULT), DEFAULT))
                .isEqualTo(new QueueEntry(0.6, QueueEntry.Reason.SAMPLE, true));
    }

    private static QueueEntry entry(RandomGenerator random, Verdict verdict, double score) {
        AnswerRules rules = rules(random);
        return Objects.requireNonNull(
                rules.queueEntry(rules.answer(inspection(verdict, score), List.of(), DEFAULT), DEFAULT));
    }

    private static QueueEntry entry(RecipeRules recipe, Verdict verdict, double score) {
        AnswerRules rules = rules(NEVER_DRAWN);
        return Objects.requireNonNull(
                rules.queueEntry(rules.answer(inspection(verdict, score), List.of(), recipe), recipe));
    }

    private static AnswerRules rules(RandomGenerator random) {
        return new AnswerRules(0.3, random);
    }

    private static Inspection inspection(Verdict verdict, double score) {
        InspectedDefect defect = new InspectedDefect(SCRATCHES, new BoundingBox(1, 2, 3, 4), score);
        return inspection(
                io.millsight.inspection.Verdict.valueOf(verdict.name()),
                verdict == Verdict.CLEAN ? List.of() : List.of(defect));
    }

    private static Inspection inspection(io.millsight.inspection.Verdict verdict, List<InspectedDefect> defects) {
        return new Inspection(
                verdict, defects, List.of(), "", false, List.of(), List.of(), new ImageSize(9, 9), Duration.ZERO);
    }
}
