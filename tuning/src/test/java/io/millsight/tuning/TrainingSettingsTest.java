package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.DefectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {

    private static final Map<String, String> REQUIRED =
            Map.of("model_name_or_path", "m", "dataset", "d", "output_dir", "o");

    @TempDir
    Path folder;

    private Path yaml(String... lines) throws IOException {
        return Files.write(folder.resolve("run.yaml"), List.of(lines));
    }

    @Test
    void theDefaultsAreThePapers() {
        TrainingSettings settings = TrainingSettings.read(null, REQUIRED);
        assertThat(settings.lora()).isEqualTo(LoraConfig.paper());
        assertThat(settings.get(TrainingSettings.METHOD)).isEqualTo(TrainingSettings.Method.LORA);
        assertThat(settings.get(TrainingSettings.LEARNING_RATE)).isEqualTo(2e-5);
        assertThat(settings.get(TrainingSettings.BATCH_SIZE)).isEqualTo(1);
        assertThat(settings.get(TrainingSettings.ACCUMULATION)).isEqualTo(4);
        assertThat(settings.get(TrainingSettings.EPOCHS)).isEqualTo(4);
        assertThat(settings.optimizer().weightDecay()).isPositive();
    }

    @Test
    void yamlIsReadAndTheCommandLineWins() throws IOException {
        Path file = yaml(
                "model_name_or_path: base",
                "dataset: data",
                "output_dir: out",
                "learning_rate: 1e-3",
                "lora_target: [q_proj, v_proj]",
                "rank_pattern: {q_proj: 4}",
                "use_rslora: yes",
                "finetuning_type: full");
        TrainingSettings settings =
                TrainingSettings.read(file, Map.of("learning_rate", "5e-4", "lora_scope", "text_only"));
        assertThat(settings.model()).isEqualTo(Path.of("base"));
        assertThat(settings.get(TrainingSettings.LEARNING_RATE)).isEqualTo(5e-4);
        assertThat(settings.get(TrainingSettings.METHOD)).isEqualTo(TrainingSettings.Method.FULL);
        assertThat(settings.lora().targetModules()).isEqualTo(new ModuleSelector.Names(List.of("q_proj", "v_proj")));
        assertThat(settings.lora().rankPattern()).isEqualTo(Map.of("q_proj", 4));
        assertThat(settings.lora().excludeModules()).isEqualTo(LoraConfig.VISION);
        assertThat(settings.lora().rankStabilized()).isTrue();
    }

    @Test
    void theEffectiveSettingsReadBackAsThemselves() throws IOException {
        TrainingSettings settings = TrainingSettings.read(null, REQUIRED);
        assertThat(settings.effective()).hasSize(TrainingSettings.all().size()).containsEntry("learning_rate", "2e-5");
        assertThat(TrainingSettings.read(null, settings.effective()).effective())
                .isEqualTo(settings.effective());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rte|1|learning_rte is not a setting; did you mean learning_rate?",
                "colour|1|colour is not a setting; `millsight train --help` lists them all",
                "learning_rate|fast|learning_rate: \"fast\" is not a number",
                "learning_rate|-1|learning_rate: \"-1\" is not a number from 0 to 10",
                "lora_rank|0|lora_rank: \"0\" is not a whole number of at least 1",
                "lora_rank|1.5|lora_rank: \"1.5\" is not a whole number",
                "augmentation|perhaps|augmentation: \"perhaps\" is not true or false",
                "finetuning_type|qlora|finetuning_type: \"qlora\" is not one of lora, full",
                "rank_pattern|q_proj|rank_pattern: \"q_proj\" is not name=number, separated by commas",
            })
    void whatIsWrongIsNamed(String key, String value, String message) {
        Map<String, String> overrides = new LinkedHashMap<>(REQUIRED);
        overrides.put(key, value);
        assertThatThrownBy(() -> TrainingSettings.read(null, overrides))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @Test
    void theFileIsNamedToo() throws IOException {
        Path misspelt = yaml("lora_rnk: 3");
        assertThatThrownBy(() -> TrainingSettings.read(misspelt, REQUIRED))
                .hasMessage(misspelt + ": lora_rnk is not a setting; did you mean lora_rank?");
        Path wrong = yaml("seed: some");
        assertThatThrownBy(() -> TrainingSettings.read(wrong, REQUIRED))
                .hasMessage(wrong + ": seed: \"some\" is not a whole number");
        Path broken = yaml("a: [1", "b");
        assertThatThrownBy(() -> TrainingSettings.read(broken, REQUIRED))
                .hasMessageStartingWith(broken + ": not valid YAML");
        assertThatThrownBy(() -> TrainingSettings.read(folder.resolve("none.yaml"), REQUIRED))
                .hasMessage(folder.resolve("none.yaml") + ": no such file");
        assertThatThrownBy(() -> TrainingSettings.read(yaml("just text"), REQUIRED))
                .hasMessageContaining("expected lines like");
    }

    @Test
    void whatHasNoDefaultIsAskedFor() {
        assertThatThrownBy(() -> TrainingSettings.read(null, Map.of()))
                .hasMessage(
                        "model_name_or_path has to be given: folder of the base model, or of a run that taught a whole model");
    }

    @Test
    void eitherADatasetOrDrawnSurfacesAreLearnedFrom() {
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put("dataset", "");
        assertThatThrownBy(() -> TrainingData.of(TrainingSettings.read(null, settings)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("dataset has to be given: folder of annotated images: VOC, COCO, YOLO or messages-JSONL");
        settings.put("synthetic", "100");
        assertThat(TrainingData.of(TrainingSettings.read(null, settings)).types())
                .isEqualTo(DefectType.NEU_DET);
        settings.put("dataset", "some-folder");
        assertThatThrownBy(() -> TrainingData.of(TrainingSettings.read(null, settings)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("dataset and synthetic exclude each other; leave one of them out");
    }

    @Test
    void everySettingHasAKeyOfItsOwnAndAHelp() {
        assertThat(TrainingSettings.all().stream().map(Setting::key)).doesNotHaveDuplicates();
        assertThat(TrainingSettings.all())
                .allSatisfy(setting -> assertThat(setting.help()).isNotBlank());
    }
}
