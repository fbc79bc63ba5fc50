package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.qwen.GoldenFolder;
import io.millsight.runs.LearningRateSchedule;
import io.millsight.runs.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PresetTest {

    private static TrainingSettings settings(String... keysAndValues) {
        Map<String, String> texts =
                new LinkedHashMap<>(Map.of("model", "m", "data", "d", "out", "o", "preset", "nano"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return TrainingSettings.read(null, texts);
    }

    @Test
    void theSizeOfTheBaseChooses() {
        assertThat(Preset.choose(Preset.AUTO, GoldenFolder.model()).preset()).isEqualTo(Preset.NANO);
        assertThat(Preset.choose(Preset.AUTO, GoldenFolder.model()).reason())
                .matches("the base has \\d+ million parameters");
        assertThat(Preset.choose(Preset.AUTO, Path.of("nowhere")))
                .isEqualTo(new Preset.Choice(Preset.PAPER, "the size of the base is not known"));
        assertThat(Preset.choose(Preset.PAPER, GoldenFolder.model())).isEqualTo(new Preset.Choice(Preset.PAPER, ""));
    }

    @Test
    void whatIsGivenWinsAndThePresetDoesNotContradictIt() {
        assertThat(settings().get(RunSettings.LEARNING_RATE)).isEqualTo(1e-3);
        assertThat(settings("learning_rate", "5e-4").get(RunSettings.LEARNING_RATE))
                .isEqualTo(5e-4);
        assertThat(settings("num_train_epochs", "7").get(RunSettings.MAX_STEPS)).isEqualTo(-1);
        assertThat(settings("lora_dropout", "0.1").get(TrainingSettings.PARALLEL))
                .isEqualTo(2);
        assertThat(settings("gradient_accumulation_steps", "1").get(TrainingSettings.PARALLEL))
                .isEqualTo(1);
        assertThat(settings("eval_images", "0").texts()).containsEntry("metric_for_best_model", "eval_loss");
        assertThat(settings().texts()).containsEntry("preset", "nano").containsEntry("metric_for_best_model", "map50");
    }

    @Test
    void theLengthFollowsFromTheNumberOfImages() {
        TrainingSettings few = settings().forImages(40);
        assertThat(few.get(RunSettings.MAX_STEPS)).isEqualTo(290);
        assertThat(few.get(RunSettings.EVAL_STEPS)).isEqualTo(37);
        assertThat(settings().forImages(100_000).get(RunSettings.MAX_STEPS)).isEqualTo(2200);
        assertThat(settings("max_steps", "5", "eval_steps", "2").forImages(40).texts())
                .containsEntry("max_steps", "5")
                .containsEntry("eval_steps", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"paper", "nano"})
    void aSoftPromptLearnsWithARateOfItsOwn(String preset) {
        Map<String, String> given =
                Map.of("model", "m", "data", "d", "out", "o", "preset", preset, "method", "prompt_tuning");
        TrainingSettings settings = TrainingSettings.read(null, given);
        assertThat(settings.get(RunSettings.LEARNING_RATE)).isEqualTo(3e-2);
        assertThat(settings.get(RunSettings.WEIGHT_DECAY)).isZero();
        assertThat(settings.get(RunSettings.SCHEDULER)).isEqualTo(LearningRateSchedule.Kind.COSINE);
        assertThat(settings.get(RunSettings.BATCH_SIZE)).isEqualTo(preset.equals("nano") ? 8 : 1);
    }

    @Test
    void settingsOfARunAreNotFilledFromAPreset(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("settings.yaml");
        Files.writeString(file, "model_name_or_path: m\ndataset: d\noutput_dir: o\nlearning_rate: 1e-5\n");
        TrainingSettings former = TrainingSettings.ofRun(file, Map.of());
        assertThat(former.get(RunSettings.EVAL_IMAGES)).isZero();
        assertThat(former.get(RunSettings.BATCH_SIZE)).isEqualTo(1);
        assertThat(former.texts())
                .containsEntry("metric_for_best_model", "eval_loss")
                .containsEntry("model", "m");
    }
}
