package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.prompt.SoftPrompt;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.tuning.GoldenSamples;
import io.millsight.tuning.OwnedTraining;
import io.millsight.tuning.sample.EncodedSample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Layers that are computed again in the backward pass change nothing that is learned. */
class GradientCheckpointingTest {

    private static final int STEPS = 3;

    private static OwnedTraining lora(LoraConfig config) {
        assertThat(config.dropout()).isPositive();
        return OwnedTraining.adapter(base -> LoraAdapter.initialize(base, config, 1));
    }

    private static OwnedTraining full() {
        ModelFolder folder = ModelFolder.open(GoldenFolder.model());
        return OwnedTraining.full(folder, folder);
    }

    /**
     * What some steps come to.
     *
     * @param norms of the gradient of each step
     */
    private record Outcome(Map<String, float[]> learned, List<Double> norms) {}

    private static Outcome outcome(Supplier<OwnedTraining> source, DType type, Packing packing, boolean checkpointing) {
        List<List<EncodedSample>> group = new ArrayList<>();
        GoldenSamples.training().forEach(sample -> group.add(List.of(sample)));
        Map<String, float[]> values = new LinkedHashMap<>();
        List<Double> norms = new ArrayList<>();
        try (OwnedTraining training = source.get();
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                OptimizerStep step = new OptimizerStep(
                        training,
                        optimizer,
                        new OptimizerStep.Settings(
                                OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                                type,
                                1,
                                packing,
                                checkpointing))) {
            for (int i = 0; i < STEPS; i++) {
                norms.add(step.run(group, 1e-4, i).gradientNorm());
            }
            training.parameters().forEach((name, parameter) -> values.put(name, parameter.toFloats()));
        }
        return new Outcome(values, norms);
    }

    /** Sums of more than two gradients are made in another order, and the rows of the output head are divided otherwise. */
    private static void assertSame(Supplier<OwnedTraining> source, Packing packing) {
        Outcome kept = outcome(source, DType.FLOAT32, packing, false);
        Outcome again = outcome(source, DType.FLOAT32, packing, true);
        assertThat(again.learned.keySet()).isEqualTo(kept.learned.keySet());
        kept.learned.forEach((name, values) ->
                assertThat(again.learned.get(name)).as(name).containsExactly(values, Offset.offset(2e-6f)));
        assertSameNorms(kept, again, 1e-5);
    }

    private static void assertSameNorms(Outcome kept, Outcome again, double tolerance) {
        for (int i = 0; i < STEPS; i++) {
            double norm = kept.norms.get(i);
            assertThat(again.norms.get(i)).isCloseTo(norm, within(tolerance * norm));
        }
    }

    @Test
    void adaptersOnVisionAndLanguageLearnTheSame() {
        assertSame(() -> lora(LoraConfig.paper()), new Packing(4096, 1));
        assertSame(() -> lora(LoraConfig.paper()), new Packing(4096, 2));
    }

    @Test
    void adaptersOnTheLanguageModelLearnTheSame() {
        assertSame(() -> lora(LoraConfig.paper().textOnly()), Packing.NONE);
    }

    @Test
    void promptsLearnTheSame() {
        assertSame(
                () -> OwnedTraining.adapter(base -> SoftPrompt.load(
                        GoldenFolder.file("training/init_prompt"), base, VirtualTokens.Positions.MROPE)),
                new Packing(4096, 1));
    }

    @Test
    void allWeightsLearnTheSame() {
        assertSame(GradientCheckpointingTest::full, Packing.NONE);
    }

    /** Autocast keeps copies of the weights. */
    @Test
    void allWeightsLearnTheSameInBfloat16() {
        assertSameNorms(
                outcome(GradientCheckpointingTest::full, DType.BFLOAT16, Packing.NONE, false),
                outcome(GradientCheckpointingTest::full, DType.BFLOAT16, Packing.NONE, true),
                1e-4);
    }

    @Test
    void stepsLeaveNoHandlesBehind() {
        outcome(() -> lora(LoraConfig.paper()), DType.FLOAT32, Packing.NONE, true);
        long before = Scope.liveHandles();
        outcome(() -> lora(LoraConfig.paper()), DType.FLOAT32, Packing.NONE, true);
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }
}
