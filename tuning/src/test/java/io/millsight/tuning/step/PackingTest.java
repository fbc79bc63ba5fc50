package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.torch.DType;
import io.millsight.tuning.GoldenSamples;
import io.millsight.tuning.OwnedTraining;
import io.millsight.tuning.sample.EncodedSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How micro-batches are divided, and that the division does not change what is learned. */
class PackingTest {

    @Test
    void aPackHoldsAsManyTokensAsItMay() {
        assertThat(new Packing(10, 1).packs(List.of(0, 1, 2, 3, 4, 5), List.of(4, 6, 1, 12, 3, 3)::get))
                .containsExactly(List.of(0, 1), List.of(2), List.of(3), List.of(4, 5));
    }

    @Test
    void withoutPackingEachGoesAlone() {
        assertThat(Packing.NONE.packs(List.of(0, 1, 2), List.of(4, 6, 1)::get))
                .containsExactly(List.of(0), List.of(1), List.of(2));
    }

    @Test
    void packsAtOnceAreAboutEqual() {
        assertThat(new Packing(100, 2).packs(List.of(0, 1, 2, 3), List.of(5, 9, 3, 8)::get))
                .containsExactlyInAnyOrder(List.of(1, 2), List.of(0, 3));
        assertThat(new Packing(100, 4).packs(List.of(0, 1), List.of(5, 9)::get))
                .containsExactlyInAnyOrder(List.of(1), List.of(0));
    }

    /** Draws are made for each sample from its own seed, so dropout is the same, too. */
    @Test
    void whatIsLearnedDoesNotDependOnTheDivision() {
        Map<String, float[]> alone = learned(Packing.NONE);
        for (Packing packing : List.of(new Packing(4096, 1), new Packing(4096, 2))) {
            Map<String, float[]> packed = learned(packing);
            alone.forEach((name, values) -> assertThat(packed.get(name))
                    .as(packing + " " + name)
                    .containsExactly(values, Offset.offset(2e-6f)));
        }
    }

    private static Map<String, float[]> learned(Packing packing) {
        LoraConfig paper = LoraConfig.paper();
        assertThat(paper.dropout()).isPositive();
        List<List<EncodedSample>> group = new ArrayList<>();
        GoldenSamples.training().forEach(sample -> group.add(List.of(sample)));
        Map<String, float[]> values = new LinkedHashMap<>();
        try (OwnedTraining training = OwnedTraining.adapter(base -> LoraAdapter.initialize(base, paper, 1));
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                OptimizerStep step = new OptimizerStep(
                        training,
                        optimizer,
                        new OptimizerStep.Settings(
                                OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                                DType.FLOAT32,
                                1,
                                packing,
                                false))) {
            for (int i = 0; i < 3; i++) {
                step.run(group, 1e-4, i);
            }
            training.parameters().forEach((name, parameter) -> values.put(name, parameter.toFloats()));
        }
        return values;
    }
}
