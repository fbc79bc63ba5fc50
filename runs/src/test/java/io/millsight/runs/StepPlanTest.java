package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepPlanTest {

    private static final double EPOCHS = 2;

    private static StepPlan plan(int samples, int batchSize, int accumulation) {
        return new StepPlan(samples, new StepPlan.Extent(batchSize, accumulation, EPOCHS, -1), new Seeds(42));
    }

    private static StepPlan plan(int samples, double epochs, int maximumSteps) {
        return new StepPlan(samples, new StepPlan.Extent(1, 4, epochs, maximumSteps), new Seeds(42));
    }

    @Test
    void everyEpochPassesOverAllSamplesInAnotherOrder() {
        StepPlan plan = plan(10, 3, 2);
        assertThat(plan.stepsPerEpoch()).isEqualTo(2);
        assertThat(plan.totalSteps()).isEqualTo(4);
        List<Integer> first = indices(plan, 0, 2);
        List<Integer> second = indices(plan, 2, 4);
        assertThat(first)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 10).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        assertThat(plan.group(1)).extracting(List::size).containsExactly(3, 1);
        assertThat(plan.endsEpoch(0)).isFalse();
        assertThat(plan.endsEpoch(1)).isTrue();
        assertThat(plan.epochsAfter(3)).isEqualTo(1.5);
    }

    private static List<Integer> indices(StepPlan plan, int from, int to) {
        return IntStream.range(from, to)
                .boxed()
                .flatMap(step -> plan.group(step).stream())
                .flatMap(List::stream)
                .map(StepPlan.Place::index)
                .toList();
    }

    @Test
    void theSeedDecidesTheOrder() {
        StepPlan.Extent extent = new StepPlan.Extent(1, 4, EPOCHS, -1);
        assertThat(plan(50, 1, 4).group(3)).isEqualTo(plan(50, 1, 4).group(3));
        assertThat(plan(50, 1, 4).group(3)).isNotEqualTo(new StepPlan(50, extent, new Seeds(7)).group(3));
    }

    @Test
    void aNumberOfStepsReplacesEpochsAndFractionsOfEpochsWork() {
        assertThat(plan(10, EPOCHS, 7).totalSteps()).isEqualTo(7);
        assertThat(plan(16, 0.5, -1).totalSteps()).isEqualTo(2);
    }

    @Test
    void sizesNearTheLargestNumberDoNotOverflow() {
        int most = Integer.MAX_VALUE;
        StepPlan plan = plan(10, most, most);
        assertThat(plan.stepsPerEpoch()).isEqualTo(1);
        assertThat(plan.group(1))
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(10));
        assertThat(plan(10, EPOCHS, most).totalSteps()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> plan(40_000, 1e6, -1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "num_train_epochs: 1000000.0 epochs of 10000 steps are more than the 2147483647 steps that a run"
                                + " can make");
    }
}
