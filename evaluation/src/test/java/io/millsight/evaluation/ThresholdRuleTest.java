package io.millsight.evaluation;

import static io.millsight.evaluation.Surfaces.SCRATCHES;
import static io.millsight.evaluation.Surfaces.answer;
import static io.millsight.evaluation.Surfaces.defect;
import static io.millsight.evaluation.Surfaces.evaluated;
import static io.millsight.evaluation.Surfaces.image;
import static io.millsight.evaluation.Surfaces.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.ThresholdRule.BestF1;
import io.millsight.evaluation.ThresholdRule.Choice;
import io.millsight.evaluation.ThresholdRule.LargestOverkill;
import io.millsight.steel.Defect;
import io.millsight.steel.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdRuleTest {

    private static final Defect SCRATCH = defect(SCRATCHES, 10, 20, 60, 70);

    private static final Evaluation LINE = Evaluation.of(
            input(
                    "model",
                    List.of(
                            evaluated(image("a", SCRATCH), answer(0.9, SCRATCH)),
                            evaluated(image("b", SCRATCH), answer(0.5, SCRATCH)),
                            evaluated(image("c"), answer(0.7, SCRATCH)),
                            evaluated(image("d"), answer(0.2, SCRATCH)))),
            EvaluationSettings.DEFAULT);

    @Test
    void choosesTheScoreWithTheBestF1() {
        assertThat(new BestF1().choose(LINE)).isEqualTo(new Choice(0.5, 0.8));
        assertThat(new BestF1().words()).isEqualTo("the best F1");
    }

    @Test
    void choosesTheLowestThresholdWithFewEnoughOverkills() {
        assertThat(new LargestOverkill(0.5).choose(LINE)).isEqualTo(new Choice(0.5, 0.5));
        assertThat(new LargestOverkill(0).choose(LINE)).isEqualTo(new Choice(0.9, 0));
        assertThat(new LargestOverkill(1).choose(LINE)).isEqualTo(new Choice(0, 1));
    }

    @Test
    void refusesWhatCannotBeChosen() {
        Evaluation defective = Evaluation.of(
                input("model", List.of(evaluated(image("a", SCRATCH), answer(0.9)))), EvaluationSettings.DEFAULT);
        assertThatThrownBy(() -> new BestF1().choose(defective))
                .isInstanceOf(InputException.class)
                .hasMessage("no score threshold can be chosen: no predicted box matches an annotated one");
        assertThatThrownBy(() -> new LargestOverkill(0.1).choose(defective))
                .isInstanceOf(InputException.class)
                .hasMessage("no score threshold can be chosen by the overkill rate: the split has no clean images; add"
                        + " some, or choose by F1");
        Evaluation certain = Evaluation.of(
                input("model", List.of(evaluated(image("a"), answer(1, SCRATCH)))), EvaluationSettings.DEFAULT);
        assertThatThrownBy(() -> new LargestOverkill(0.1).choose(certain))
                .hasMessage("no score threshold reaches an overkill rate of at most 0.1");
    }
}
