package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.tuning.GoldenSamples;
import io.millsight.tuning.OwnedTraining;
import io.millsight.tuning.sample.EncodedSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a frozen vision tower made of a picture is kept, and keeping it changes nothing. */
class VisionRowsTest {

    private static final List<EncodedSample> VARIED = GoldenSamples.training().stream()
            .filter(sample -> sample.patches().length > 0)
            .toList();

    private static OwnedTraining languageOnly() {
        return OwnedTraining.adapter(
                base -> LoraAdapter.initialize(base, LoraConfig.paper().textOnly(), 1));
    }

    private static List<EncodedSample> unvaried() {
        List<EncodedSample> samples = new ArrayList<>();
        for (EncodedSample sample : VARIED) {
            samples.add(sample.showing(Path.of("picture-" + samples.size() + ".png")));
        }
        return samples;
    }

    @Test
    void theRowsOfAPictureAreComputedOnce() {
        try (OwnedTraining training = languageOnly();
                VisionRows rows = new VisionRows();
                Scope scope = Scope.open()) {
            EncodedSample sample = unvaried().get(0);
            float[] computed = rows.of(training.model(), sample).toFloats();
            EncodedSample black = new EncodedSample(
                            sample.sequence(), sample.labels(), new float[sample.patches().length])
                    .showing(Path.of("picture-0.png"));
            assertThat(rows.of(training.model(), black).toFloats()).isEqualTo(computed);
            assertThat(rows.size()).isEqualTo(1);
        }
    }

    @Test
    void variedPicturesAreNotKept() {
        try (OwnedTraining training = languageOnly();
                VisionRows rows = new VisionRows();
                Scope scope = Scope.open()) {
            rows.of(training.model(), VARIED.get(0));
            assertThat(rows.size()).isZero();
        }
    }

    @Test
    void nothingIsKeptBeyondTheRoom() {
        long before = Scope.liveHandles();
        try (OwnedTraining training = languageOnly();
                VisionRows rows = new VisionRows(1);
                Scope scope = Scope.open()) {
            float[] first = rows.of(training.model(), unvaried().get(0)).toFloats();
            assertThat(rows.size()).isZero();
            assertThat(rows.of(training.model(), unvaried().get(0)).toFloats()).isEqualTo(first);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void whatIsLearnedHasTheSameBits() {
        assertThat(learned(unvaried())).isEqualTo(learned(VARIED));
    }

    private static Map<String, List<Float>> learned(List<EncodedSample> samples) {
        List<List<EncodedSample>> group = samples.stream().map(List::of).toList();
        Map<String, List<Float>> values = new LinkedHashMap<>();
        long before = Scope.liveHandles();
        try (OwnedTraining training = languageOnly();
                AdamW optimizer =
                        new AdamW(training.parameters(), new AdamW.Settings(0.9, 0.999, 1e-8, 0), training::decays);
                OptimizerStep step = new OptimizerStep(
                        training,
                        optimizer,
                        new OptimizerStep.Settings(
                                OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                                DType.FLOAT32,
                                1,
                                new Packing(4096, 1),
                                false))) {
            for (int i = 0; i < 3; i++) {
                step.run(group, 1e-3, i);
            }
            training.parameters().forEach((name, parameter) -> {
                List<Float> numbers = new ArrayList<>();
                for (float number : parameter.toFloats()) {
                    numbers.add(number);
                }
                values.put(name, numbers);
            });
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
        return values;
    }
}
