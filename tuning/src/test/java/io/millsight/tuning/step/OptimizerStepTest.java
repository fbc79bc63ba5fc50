package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.runs.NotFiniteException;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Tensor;
import io.millsight.tuning.GoldenSamples;
import io.millsight.tuning.OwnedTraining;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clipping, and numbers that are none. */
class OptimizerStepTest {

    private static final double RATE = 1e-2;

    private static Map<String, float[]> learned(double maximumGradientNorm, double expectedScale) {
        Map<String, float[]> values = new LinkedHashMap<>();
        try (OwnedTraining training =
                        OwnedTraining.adapter(base -> LoraAdapter.initialize(base, LoraConfig.paper(), 1));
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                OptimizerStep step = step(training, optimizer, maximumGradientNorm)) {
            OptimizerStep.Result result =
                    step.run(List.of(GoldenSamples.training().subList(0, 2)), RATE, 0);
            assertThat(result.gradientScale()).isEqualTo(expectedScale);
            training.parameters().forEach((name, parameter) -> values.put(name, parameter.toFloats()));
        }
        return values;
    }

    private static OptimizerStep step(OwnedTraining training, AdamW optimizer, double maximumGradientNorm) {
        return new OptimizerStep(
                training,
                optimizer,
                new OptimizerStep.Settings(
                        OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                        DType.FLOAT32,
                        maximumGradientNorm,
                        Packing.NONE,
                        false));
    }

    @Test
    void aLargestNormOfZeroIsNoClipping() {
        Map<String, float[]> zero = learned(0, 1);
        Map<String, float[]> unlimited = learned(Double.MAX_VALUE, 1);
        assertThat(zero).allSatisfy((name, values) -> {
            assertThat(values).as(name).containsExactly(unlimited.get(name));
            assertThat(values).as(name).isNotEqualTo(new float[values.length]);
        });
    }

    @Test
    void aLossThatIsNaNMovesNothing() {
        try (OwnedTraining training =
                        OwnedTraining.adapter(base -> LoraAdapter.initialize(base, LoraConfig.paper(), 1));
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                OptimizerStep step = step(training, optimizer, 1)) {
            Tensor broken = training.parameters().values().iterator().next();
            try (NoGradient off = NoGradient.open()) {
                broken.timesInPlace(Double.NaN);
            }
            assertThatThrownBy(() -> step.run(List.of(GoldenSamples.training().subList(0, 2)), RATE, 0))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessage("the training loss is NaN");
            assertThat(optimizer.steps()).isZero();
            assertThat(broken.gradient()).isNull();
        }
    }
}
