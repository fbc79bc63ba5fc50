package io.millsight.evaluation;

import static io.millsight.evaluation.Surfaces.CRAZING;
import static io.millsight.evaluation.Surfaces.SCRATCHES;
import static io.millsight.evaluation.Surfaces.answer;
import static io.millsight.evaluation.Surfaces.defect;
import static io.millsight.evaluation.Surfaces.evaluated;
import static io.millsight.evaluation.Surfaces.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.DefectPairs.Pair;
import io.millsight.steel.Defect;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefectPairsTest {

    private static final Defect SCRATCH = defect(SCRATCHES, 10, 20, 60, 70);
    private static final Defect CRACKS_THERE = defect(CRAZING, 10, 20, 60, 70);
    private static final Defect ELSEWHERE = defect(SCRATCHES, 100, 100, 150, 150);

    private static List<Pair> pairs(EvaluatedImage image) {
        return DefectPairs.of(image, EvaluationSettings.DEFAULT);
    }

    @Test
    void pairsTheSameTypeFirstThenWrongTypesThenTheRest() {
        List<Pair> pairs = pairs(evaluated(
                image("a", SCRATCH, CRACKS_THERE, ELSEWHERE),
                answer(0.5, SCRATCH, defect(SCRATCHES, 12, 20, 60, 70), defect(CRAZING, 0, 150, 20, 199))));

        assertThat(pairs).hasSize(4);
        assertThat(pairs.get(0).isFound()).isTrue();
        assertThat(pairs.get(0).iou()).isEqualTo(1);
        assertThat(pairs.get(1).annotated()).isEqualTo(CRACKS_THERE);
        assertThat(pairs.get(1).isFound()).isFalse();
        assertThat(pairs.get(1).iou()).isBetween(0.9, 1.0);
        assertThat(pairs.get(2)).isEqualTo(new Pair(ELSEWHERE, null, 0));
        assertThat(pairs.get(3).annotated()).isNull();
    }

    @Test
    void predictionsBelowTheThresholdAreLeftOut() {
        EvaluationSettings defaults = EvaluationSettings.DEFAULT;
        EvaluationSettings strict = new EvaluationSettings(
                defaults.tokenization(), defaults.minimalIou(), 0.6, defaults.resamples(), defaults.seed());
        assertThat(DefectPairs.of(evaluated(image("a", SCRATCH), answer(0.5, SCRATCH)), strict))
                .containsExactly(new Pair(SCRATCH, null, 0));
    }

    @Test
    void agreesWithTheCountsOfTheEvaluation() {
        EvaluationInput input = Surfaces.many("model", 60, 0.6, 3);
        for (ImageResult result :
                Evaluation.of(input, EvaluationSettings.DEFAULT).perImage()) {
            List<Pair> pairs = pairs(result.image());
            assertThat(pairs.stream().filter(Pair::isFound).count())
                    .isEqualTo(result.boxes().truePositives());
            assertThat(pairs.stream()
                            .filter(pair -> pair.annotated() != null && !pair.isFound())
                            .count())
                    .isEqualTo(result.boxes().falseNegatives());
        }
    }
}
