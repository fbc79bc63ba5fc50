package io.millsight.service.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.history.Disposition;
import io.millsight.history.RecipeRules;
import io.millsight.history.ReviewedAnswer;
import io.millsight.history.ReviewedBox;
import io.millsight.history.StoredDefect;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReviewedScoresTest {

    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final DefectType PATCHES = new DefectType("patches");
    private static final BoundingBox LEFT = new BoundingBox(0, 0, 10, 10);
    private static final BoundingBox RIGHT = new BoundingBox(50, 0, 60, 10);
    private static final double OF_MODEL = 0.3;

    @Test
    void countsHitsMissesAndFalseAlarmsOfAType() {
        ReviewedAnswer answer = answer(
                "C1",
                List.of(said(0, SCRATCHES, LEFT, 0.9), said(1, SCRATCHES, RIGHT, 0.6)),
                List.of(kept(SCRATCHES, LEFT, 0), drawn(SCRATCHES, new BoundingBox(0, 50, 10, 60))));

        assertThat(boxes(List.of(answer), RecipeRules.NONE)).isEqualTo(new MatchCounts(1, 1, 1));
        assertThat(boxes(List.of(answer), at(0.7))).isEqualTo(new MatchCounts(1, 0, 1));
        assertThat(boxes(List.of(answer), at(0.9))).isEqualTo(new MatchCounts(1, 0, 1));
        assertThat(boxes(List.of(answer), at(0.91))).isEqualTo(new MatchCounts(0, 0, 2));
    }

    @Test
    void aBoxThatAPersonMovedFarOrDrewAtTheSamePlaceIsAHit() {
        ReviewedAnswer moved = answer("C1", List.of(said(0, SCRATCHES, LEFT, 0.9)), List.of(kept(SCRATCHES, RIGHT, 0)));
        ReviewedAnswer drawn = answer(
                "C1", List.of(said(0, SCRATCHES, LEFT, 0.9)), List.of(drawn(SCRATCHES, new BoundingBox(0, 0, 10, 12))));

        assertThat(boxes(List.of(moved), RecipeRules.NONE)).isEqualTo(new MatchCounts(1, 0, 0));
        assertThat(boxes(List.of(drawn), RecipeRules.NONE)).isEqualTo(new MatchCounts(1, 0, 0));
    }

    @Test
    void aBoxOfAnotherTypeIsAFalseAlarmAndAMiss() {
        ReviewedAnswer answer = answer("C1", List.of(said(0, PATCHES, LEFT, 0.9)), List.of(kept(SCRATCHES, LEFT, 0)));

        ThresholdPreview preview = ReviewedScores.of(List.of(answer)).preview(null, RecipeRules.NONE, OF_MODEL);

        assertThat(preview.types())
                .extracting(ThresholdPreview.TypeFigures::boxes)
                .containsExactly(new MatchCounts(0, 1, 0), new MatchCounts(0, 0, 1));
    }

    @Test
    void twoBoxesOnOneDefectAreOneHitThatOfTheBetterScore() {
        ReviewedAnswer answer = answer(
                "C1",
                List.of(said(0, SCRATCHES, LEFT, 0.4), said(1, SCRATCHES, LEFT, 0.8)),
                List.of(drawn(SCRATCHES, LEFT)));

        assertThat(boxes(List.of(answer), RecipeRules.NONE)).isEqualTo(new MatchCounts(1, 1, 0));
        assertThat(boxes(List.of(answer), at(0.5))).isEqualTo(new MatchCounts(1, 0, 0));
    }

    @Test
    void tellsWhichCoilsAreHeldAndRejected() {
        List<ReviewedAnswer> answers = List.of(
                answer("C1", List.of(said(0, SCRATCHES, LEFT, 0.9)), List.of(kept(SCRATCHES, LEFT, 0))),
                answer("C1", List.of(said(0, SCRATCHES, LEFT, 0.5)), List.of()),
                answer("C2", List.of(said(0, SCRATCHES, LEFT, 0.5)), List.of()),
                new ReviewedAnswer("L1", "C3", null, true, List.of(), List.of()),
                answer("C4", List.of(), List.of()),
                answer(null, List.of(said(0, SCRATCHES, LEFT, 0.9)), List.of(kept(SCRATCHES, LEFT, 0))));
        ReviewedScores scores = ReviewedScores.of(answers);

        ThresholdPreview low = scores.preview(null, at(0.4), OF_MODEL);
        assertThat(low.coils()).isEqualTo(new ThresholdPreview.Coils(4, 3, 0));
        assertThat(low.images()).isEqualTo(new ThresholdPreview.Images(6, 1, 5, 0, 3));
        assertThat(low.types().get(0).heldCoils()).isEqualTo(2);

        ThresholdPreview strict = scores.preview(null, rules(0.6, Disposition.REJECT), OF_MODEL);
        assertThat(strict.coils()).isEqualTo(new ThresholdPreview.Coils(4, 2, 1));

        ThresholdPreview none = scores.preview(null, at(1), OF_MODEL);
        assertThat(none.coils()).as("the undetermined image").isEqualTo(new ThresholdPreview.Coils(4, 1, 0));
        assertThat(none.images()).isEqualTo(new ThresholdPreview.Images(6, 1, 1, 2, 1));

        ThresholdPreview pass = scores.preview(null, rules(0.4, Disposition.PASS), OF_MODEL);
        assertThat(pass.coils().held()).isEqualTo(1);
        assertThat(pass.images().passedWithDefects()).isZero();
    }

    @Test
    void aPreviewForAProductLeavesOtherProductsOut() {
        ReviewedScores scores = ReviewedScores.of(List.of(
                new ReviewedAnswer("L1", "C1", "sheet", false, List.of(), List.of()),
                new ReviewedAnswer("L1", "C2", "plate", false, List.of(), List.of())));

        assertThat(scores.preview("sheet", RecipeRules.NONE, OF_MODEL).images().all())
                .isEqualTo(1);
        assertThat(scores.preview(null, RecipeRules.NONE, OF_MODEL).images().all())
                .isEqualTo(2);
    }

    @Test
    void theHistogramHasEveryStatedBox() {
        ReviewedAnswer answer = answer(
                "C1",
                List.of(said(0, SCRATCHES, LEFT, 1.0), said(1, SCRATCHES, RIGHT, 0.0)),
                List.of(kept(SCRATCHES, LEFT, 0)));

        ThresholdPreview.TypeFigures figures = ReviewedScores.of(List.of(answer))
                .preview(null, RecipeRules.NONE, OF_MODEL)
                .types()
                .get(0);

        assertThat(figures.hits()).hasSize(ThresholdPreview.BINS).endsWith(1);
        assertThat(figures.falseAlarms()).startsWith(1);
    }

    /** Each threshold is tried by looking at every box again. */
    @Test
    void whateverTheThresholdIsCountingAgreesWithLooking() {
        Random random = new Random(7);
        List<ReviewedAnswer> answers = new ArrayList<>();
        for (int image = 0; image < 200; image++) {
            List<StoredDefect> said = new ArrayList<>();
            List<ReviewedBox> there = new ArrayList<>();
            for (int n = 0; n < random.nextInt(4); n++) {
                BoundingBox place = new BoundingBox(100 * n, 0, 100 * n + 10, 10);
                said.add(said(n, SCRATCHES, place, random.nextDouble()));
                if (random.nextBoolean()) {
                    there.add(kept(SCRATCHES, place, n));
                }
            }
            answers.add(answer("C" + image % 20, said, there));
        }
        for (double threshold = 0; threshold <= 1; threshold += 0.05) {
            double from = threshold;
            long hits = answers.stream()
                    .flatMap(answer -> answer.said().stream()
                            .filter(box -> box.score() >= from)
                            .filter(box -> answer.boxes().stream()
                                    .anyMatch(there -> there.box().equals(box.box()))))
                    .count();
            long stated = answers.stream()
                    .flatMap(answer -> answer.said().stream())
                    .filter(box -> box.score() >= from)
                    .count();
            long all =
                    answers.stream().mapToLong(answer -> answer.boxes().size()).sum();
            assertThat(boxes(answers, at(threshold))).isEqualTo(new MatchCounts(hits, stated - hits, all - hits));
        }
    }

    private static MatchCounts boxes(List<ReviewedAnswer> answers, RecipeRules rules) {
        return ReviewedScores.of(answers).preview(null, rules, OF_MODEL).types().stream()
                .filter(figures -> figures.type().equals(SCRATCHES))
                .findFirst()
                .orElseThrow()
                .boxes();
    }

    private static RecipeRules at(double threshold) {
        return rules(threshold, Disposition.HOLD);
    }

    private static RecipeRules rules(double threshold, Disposition disposition) {
        return new RecipeRules(Map.of(SCRATCHES, new RecipeRules.Rule(threshold, disposition)));
    }

    private static ReviewedAnswer answer(@Nullable String coil, List<StoredDefect> said, List<ReviewedBox> there) {
        return new ReviewedAnswer("L1", coil, null, false, said, there);
    }

    private static StoredDefect said(int n, DefectType type, BoundingBox box, double score) {
        return new StoredDefect(n, type, box, score, true);
    }

    private static ReviewedBox kept(DefectType type, BoundingBox box, int source) {
        return new ReviewedBox(type, box, ReviewedBox.Origin.KEPT, source);
    }

    private static ReviewedBox drawn(DefectType type, BoundingBox box) {
        return new ReviewedBox(type, box, ReviewedBox.Origin.ADDED, null);
    }
}
