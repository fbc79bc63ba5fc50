package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepPlanTest {

    private static StepPlan plan(int samples, String... overrides) {
        Map<String, String> settings = new LinkedHashMap<>(
                Map.of("model_name_or_path", "m", "dataset", "d", "output_dir", "o", "num_train_epochs", "2"));
        for (int i = 0; i < overrides.length; i += 2) {
            settings.put(overrides[i], overrides[i + 1]);
        }
        return new StepPlan(samples, TrainingSettings.read(null, settings));
    }

    @Test
    void everyEpochPassesOverAllSamplesInAnotherOrder() {
        StepPlan plan = plan(10, "per_device_train_batch_size", "3", "gradient_accumulation_steps", "2");
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
        assertThat(plan(50).group(3)).isEqualTo(plan(50).group(3));
        assertThat(plan(50).group(3)).isNotEqualTo(plan(50, "seed", "7").group(3));
    }

    @Test
    void aNumberOfStepsReplacesEpochsAndFractionsOfEpochsWork() {
        assertThat(plan(10, "max_steps", "7").totalSteps()).isEqualTo(7);
        assertThat(plan(16, "num_train_epochs", "0.5").totalSteps()).isEqualTo(2);
    }

    @Test
    void sizesNearTheLargestNumberDoNotOverflow() {
        String most = Integer.toString(Integer.MAX_VALUE);
        StepPlan plan = plan(10, "per_device_train_batch_size", most, "gradient_accumulation_steps", most);
        assertThat(plan.stepsPerEpoch()).isEqualTo(1);
        assertThat(plan.group(1))
                .singleElement()
                .satisfies(batch -> assertThat(batch).hasSize(10));
        assertThat(plan(10, "max_steps", most).totalSteps()).isEqualTo(Integer.MAX_VALUE);
        assertThatThrownBy(() -> plan(40_000, "num_train_epochs", "1e6"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "num_train_epochs: 1000000.0 epochs of 10000 steps are more than the 2147483647 steps that a run"
                                + " can make");
    }
}
