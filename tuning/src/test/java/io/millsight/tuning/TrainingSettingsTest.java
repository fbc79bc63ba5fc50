package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraConfig;
import io.millsight.adapter.lora.ModuleSelector;
import io.millsight.adapter.prompt.SoftPromptConfig;
import io.millsight.files.MillsightException;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingsTemplate;
import io.millsight.steel.DefectType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {

    private static final Map<String, String> REQUIRED = Map.of("model", "m", "data", "d", "out", "o");

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
        assertThat(settings.get(RunSettings.LEARNING_RATE)).isEqualTo(2e-5);
        assertThat(settings.get(RunSettings.BATCH_SIZE)).isEqualTo(1);
        assertThat(settings.get(RunSettings.ACCUMULATION)).isEqualTo(4);
        assertThat(settings.get(RunSettings.EPOCHS)).isEqualTo(4);
        assertThat(settings.optimizer().weightDecay()).isPositive();
    }

    @Test
    void yamlIsReadAndTheCommandLineWins() throws IOException {
        Path file = yaml(
                "model_name_or_path: base",
                "dataset: data",
                "out: out",
                "learning-rate: 1e-3",
                "lora_target: [q_proj, v_proj]",
                "rank_pattern: {q_proj: 4}",
                "use_rslora: yes",
                "finetuning_type: lora");
        TrainingSettings settings =
                TrainingSettings.read(file, Map.of("learning_rate", "5e-4", "lora_scope", "text_only"));
        assertThat(settings.model()).isEqualTo(Path.of("base"));
        assertThat(settings.get(RunSettings.LEARNING_RATE)).isEqualTo(5e-4);
        assertThat(settings.get(TrainingSettings.METHOD)).isEqualTo(TrainingSettings.Method.LORA);
        assertThat(settings.lora().targetModules()).isEqualTo(new ModuleSelector.Names(List.of("q_proj", "v_proj")));
        assertThat(settings.lora().rankPattern()).isEqualTo(Map.of("q_proj", 4));
        assertThat(settings.lora().excludeModules()).isEqualTo(LoraConfig.VISION);
        assertThat(settings.lora().rankStabilized()).isTrue();
    }

    @Test
    void aRankIsAWholeNumberAndAPatternARegularExpression() throws IOException {
        for (String rank : List.of("8.5", "0")) {
            assertRefused(
                    "rank_pattern: {q_proj: " + rank + "}",
                    "run.yaml: rank_pattern: \"q_proj=" + rank
                            + "\" is not name=number, separated by commas: for q_proj it"
                            + " needs a whole number from 1 to 4096");
        }
        assertRefused(
                "alpha_pattern: {'(q': 8}",
                "alpha_pattern: \"(q=8\" is not name=number, since the name is no regular expression");
    }

    private void assertRefused(String line, String reason) throws IOException {
        Path file = yaml("model: base", "data: data", "out: out", line);
        assertThatThrownBy(() -> TrainingSettings.read(file, Map.of()).lora())
                .isInstanceOf(MillsightException.class)
                .hasMessageEndingWith(reason);
    }

    @Test
    void aSettingOfAnotherMethodIsRefused() throws IOException {
        Path file = yaml("model: m", "data: d", "out: o", "finetuning_type: full", "lora_alpha: 16");
        assertThatThrownBy(() -> TrainingSettings.read(file, Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        file + ": lora_alpha belongs to lora and dora, but the method is full; leave it out or choose"
                                + " --method lora");
        TrainingSettings.Builder builder = TrainingSettings.builder()
                .model(Path.of("m"))
                .output(Path.of("o"))
                .with(TrainingSettings.METHOD, TrainingSettings.Method.FULL)
                .with(LoraSettings.RANK, 8);
        assertThatThrownBy(builder::build).hasMessageStartingWith("lora_rank belongs to lora and dora, but");
    }

    @Test
    void aTextThatAPromptDoesNotBeginWithIsRefused() {
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put("method", "prompt-tuning");
        settings.put("prompt_tuning_init_text", "Look at the steel.");
        assertThat(SoftPromptSettings.config(TrainingSettings.read(null, settings), "Question")
                        .text())
                .isEqualTo("Look at the steel.");
        settings.put("prompt_tuning_init", "SAMPLE_VOCAB");
        assertThatThrownBy(() -> TrainingSettings.read(null, settings))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "prompt_tuning_init_text: needs prompt_tuning_init text; leave the text out or choose text");
        settings.remove("prompt_tuning_init_text");
        assertThat(SoftPromptSettings.config(TrainingSettings.read(null, settings), "Question"))
                .isEqualTo(new SoftPromptConfig(20, SoftPromptConfig.Initialization.SAMPLE_VOCAB, ""));
    }

    @Test
    void aListOfAllSettingsMayNameAnotherMethod() throws IOException {
        Map<String, String> all =
                new LinkedHashMap<>(TrainingSettings.read(null, REQUIRED).texts());
        all.put("preset", "nano");
        Path file =
                Files.writeString(folder.resolve("settings.yaml"), SettingsTemplate.of(TrainingSettings.groups(), all));
        assertThat(TrainingSettings.read(file, Map.of("method", "full")).get(TrainingSettings.METHOD))
                .isEqualTo(TrainingSettings.Method.FULL);
    }

    @Test
    void theEffectiveSettingsReadBackAsThemselves() throws IOException {
        TrainingSettings settings = TrainingSettings.read(null, REQUIRED);
        assertThat(settings.texts()).hasSize(TrainingSettings.all().size()).containsEntry("learning_rate", "2e-5");
        assertThat(TrainingSettings.read(null, settings.texts()).texts()).isEqualTo(settings.texts());
    }

    @Test
    void typedValuesAreTheSameSettingsAsTexts() {
        TrainingSettings built = TrainingSettings.builder()
                .model(Path.of("m"))
                .dataset(Path.of("d"))
                .output(Path.of("o"))
                .with(RunSettings.LEARNING_RATE, 1e-4)
                .with(RunSettings.EVAL_STRATEGY, RunSettings.Strategy.NO)
                .with(LoraSettings.TARGET, List.of("q_proj", "v_proj"))
                .with(LoraSettings.RANK_PATTERN, Map.of("q_proj", 4))
                .with(TrainingSettings.AUGMENTATION, true)
                .with(TrainingSettings.PATCH_LOSS_WEIGHT, OptionalDouble.of(0.5))
                .build();
        Map<String, String> texts = new LinkedHashMap<>(REQUIRED);
        texts.put("learning_rate", "1.0E-4");
        texts.put("eval_strategy", "no");
        texts.put("lora_target", "q_proj,v_proj");
        texts.put("rank_pattern", "q_proj=4");
        texts.put("augmentation", "true");
        texts.put("patch_loss_weight", "0.5");
        assertThat(built.texts()).isEqualTo(TrainingSettings.read(null, texts).texts());
        assertThat(built.dataset()).isEqualTo(Path.of("d"));
        assertThat(built.lora().rankPattern()).isEqualTo(Map.of("q_proj", 4));
    }

    @Test
    void typedValuesAreCheckedWhereTheyAreSet() {
        TrainingSettings.Builder builder = TrainingSettings.builder();
        assertThatThrownBy(() -> builder.with(LoraSettings.RANK, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("lora_rank: \"0\" is not a whole number from 1 to 4096");
        assertThatThrownBy(() -> builder.with(LoraSettings.TARGET, List.of("q_proj,v_proj")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("lora_target: \"q_proj,v_proj\" is read back as another value; use names without commas,"
                        + " equals signs and spaces around them");
        assertThatThrownBy(() -> builder.with(Setting.flag("other", "true", "help"), true))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("other is not a setting");
        assertThatThrownBy(builder::build)
                .hasMessage("model has to be given: Folder of the base model, or of a run that trained a whole model.");
    }

    @Test
    void namesOfTheVersionBeforeAreStillRead() throws IOException {
        Path file = yaml("coordinate_smoothing: 2.5");
        Map<String, String> overrides = new LinkedHashMap<>(REQUIRED);
        overrides.put("cell_loss_weight", "0.25");
        TrainingSettings settings = TrainingSettings.read(file, overrides);
        assertThat(settings.get(TrainingSettings.COORDINATE_LABEL_SMOOTHING)).hasValue(2.5);
        assertThat(settings.get(TrainingSettings.PATCH_LOSS_WEIGHT)).hasValue(0.25);
        assertThat(settings.texts()).containsEntry("patch_loss_weight", "0.25").doesNotContainKey("cell_loss_weight");
        Path both = yaml("cell_loss_weight: 1", "patch_loss_weight: 2");
        assertThatThrownBy(() -> TrainingSettings.read(both, REQUIRED))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(both + ": patch_loss_weight is given under two names; leave cell_loss_weight out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rte|1|learning_rte is not a setting; did you mean learning_rate?",
                "colour|1|colour is not a setting; `millsight train --help` lists them all",
                "learning_rate|fast|learning_rate: \"fast\" is not a number",
                "learning_rate|-1|learning_rate: \"-1\" is not a number from 0 to 10",
                "learning_rate|NaN|learning_rate: \"NaN\" is not a number from 0 to 10",
                "learning_rate|Infinity|learning_rate: \"Infinity\" is not a number from 0 to 10",
                "lora_rank|0|lora_rank: \"0\" is not a whole number from 1 to 4096",
                "lora_rank|1.5|lora_rank: \"1.5\" is not a whole number from 1 to 4096",
                "lora_rank|2147483647|lora_rank: \"2147483647\" is not a whole number from 1 to 4096",
                "lora_alpha|1e308|lora_alpha: \"1e308\" is not a number from 0 to 1000000",
                "max_steps|2147483648|max_steps: \"2147483648\" is not a whole number from 1 to 2147483647, -1 for none, or auto",
                "max_steps|0|max_steps: \"0\" is not a whole number from 1 to 2147483647, -1 for none, or auto",
                "max_steps|-2|max_steps: \"-2\" is not a whole number from 1 to 2147483647, -1 for none, or auto",
                "num_train_epochs|0|num_train_epochs: \"0\" is not a number above 0 and up to 1000000",
                "num_train_epochs|1e308|num_train_epochs: \"1e308\" is not a number above 0 and up to 1000000",
                "warmup_ratio|2|warmup_ratio: \"2\" is not a number from 0 to 1",
                "adam_beta1|1|adam_beta1: \"1\" is not a number of at least 0 and below 1",
                "adam_beta2|NaN|adam_beta2: \"NaN\" is not a number of at least 0 and below 1",
                "adam_epsilon|-1e-8|adam_epsilon: \"-1e-8\" is not a number from 0 to 1",
                "max_grad_norm|-1|max_grad_norm: \"-1\" is not a number from 0 to any size",
                "max_grad_norm|Infinity|max_grad_norm: \"Infinity\" is not a number from 0 to any size",
                "patch_loss_weight|1e300|patch_loss_weight: \"1e300\" is not a number from 0 to 1000000",
                "seed|-1|seed: \"-1\" is not a whole number from 0 to 2147483647",
                "seed|99999999999999999999|seed: \"99999999999999999999\" is not a whole number from 0 to 2147483647",
                "shots|many|shots: \"many\" is not a whole number from 0 to 2147483647",
                "synthetic|2147483647|synthetic: \"2147483647\" is not a whole number from 0 to 10000000",
                "image_max_pixels|2000000000|image_max_pixels: \"2000000000\" is not a whole number from 0 to 16777216",
                "device|gpu|device: \"gpu\" is not one of auto, cpu, cuda, cuda:N",
                "dtype|int4|dtype: \"int4\" is not one of auto, float32, bfloat16, float16",
                "out|''|out: \"\" is not a path",
                "model|' '|model: \" \" is not a path",
                "lora_target|''|lora_target: \"\" is not a name, or several separated by commas",
                "lora_target|(q_proj|lora_target: \"(q_proj\" is not a list of names separated by commas, or one regular expression without a comma",
                "lora_target|q.{1,2}|lora_target: \"q.{1,2}\" is not a list of names separated by commas, or one regular expression without a comma",
                "rank_pattern|q_proj=8.5|rank_pattern: \"q_proj=8.5\" is not name=number, separated by commas: for q_proj it needs a whole number from 1 to 4096",
                "rank_pattern|q_proj=0|rank_pattern: \"q_proj=0\" is not name=number, separated by commas: for q_proj it needs a whole number from 1 to 4096",
                "rank_pattern|(q=4|rank_pattern: \"(q=4\" is not name=number, since the name is no regular expression",
                "rank_pattern|q=4,q=8|rank_pattern: \"q=4,q=8\" is not one number for each name, but has two for q",
                "alpha_pattern|q_proj=NaN|alpha_pattern: \"q_proj=NaN\" is not name=number, separated by commas: for q_proj it needs a number from 0 to 1000000",
                "augmentation|perhaps|augmentation: \"perhaps\" is not true or false",
                "finetuning_type|qlora|method: \"qlora\" is not one of lora, dora, prompt_tuning, full; did you mean lora?",
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
                .hasMessage(wrong + ": seed: \"some\" is not a whole number from 0 to 2147483647");
        Path broken = yaml("a: [1", "b");
        assertThatThrownBy(() -> TrainingSettings.read(broken, REQUIRED))
                .hasMessageStartingWith(broken + ": not valid YAML");
        assertThatThrownBy(() -> TrainingSettings.read(folder.resolve("none.yaml"), REQUIRED))
                .hasMessage(folder.resolve("none.yaml") + ": there is no such file or folder");
        assertThatThrownBy(() -> TrainingSettings.read(yaml("just text"), REQUIRED))
                .hasMessageContaining("expected lines like");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed: 1;seed: 2|: not valid YAML: Duplicate Object property \"seed\"",
                "- learning_rate: 1e-3|: expected lines like \"learning_rate: 2e-5\"",
                "seed: 1;---;seed: 2|: not valid YAML: ",
                "seed: [1, 2]|: seed: a list does not belong here",
                "out: {a: b}|: out: a map does not belong here",
                "lora_target: [q_proj, [v_proj]]|: lora_target: a list does not belong here",
                "lora_target: ['q_proj,v_proj']|: lora_target: \"q_proj,v_proj\" may not contain any of ,",
                "rank_pattern: {'q=p': 4}|: rank_pattern: \"q=p\" may not contain any of ,=",
                "rank_pattern: [q_proj]|: rank_pattern: a list does not belong here",
                "rank_pattern: {q_proj: {a: 1}}|: rank_pattern: a map does not belong here",
                "seed: .nan|: seed: \"NaN\" is not a whole number from 0 to 2147483647",
                "learning_rate:|: learning_rate: has no value; write \"\" for an empty text",
                "lora_target: [q_proj, null]|: lora_target: has no value; write \"\" for an empty text",
                "dtype: int8|: dtype: \"int8\" is not one of auto, float32, bfloat16, float16",
            })
    void whatIsWrongInAFileIsNamedWithTheFile(String lines, String message) throws IOException {
        Path file = yaml(lines.split(";"));
        assertThatThrownBy(() -> TrainingSettings.read(file, REQUIRED))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(file + message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsNoTextIsNamed() throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xe4});
        assertThatThrownBy(() -> TrainingSettings.read(file, REQUIRED)).hasMessage(file + ": is not encoded in UTF-8");
        Files.writeString(file, "out: a\0b\n");
        assertThatThrownBy(() -> TrainingSettings.read(file, REQUIRED))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(file + ": not valid YAML: ");
        Files.writeString(file, "#".repeat((1 << 20) + 1));
        assertThatThrownBy(() -> TrainingSettings.read(file, REQUIRED))
                .hasMessage(file + ": has more than the 1,048,576 bytes that are allowed here");
        Files.writeString(file, "[".repeat(100_000));
        assertThatThrownBy(() -> TrainingSettings.read(file, REQUIRED))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(file + ": not valid YAML: ");
        assertThatThrownBy(() -> TrainingSettings.read(folder, REQUIRED)).hasMessage(folder + ": is a folder");
    }

    @Test
    void aPathWithANulIsRefused() {
        Map<String, String> overrides = new LinkedHashMap<>(REQUIRED);
        overrides.put("data", "a\0b");
        assertThatThrownBy(() -> TrainingSettings.read(null, overrides))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("data: \"a\0b\" is not a path");
    }

    @Test
    void whatHasNoDefaultIsAskedFor() {
        assertThatThrownBy(() -> TrainingSettings.read(null, Map.of()))
                .hasMessage("model has to be given: Folder of the base model, or of a run that trained a whole model.");
    }

    @Test
    void eitherADatasetOrDrawnSurfacesAreLearnedFrom() {
        Map<String, String> settings = new LinkedHashMap<>(REQUIRED);
        settings.put("data", "");
        assertThatThrownBy(() -> TrainingData.of(TrainingSettings.read(null, settings)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("data has to be given: Folder of annotated images: VOC, COCO, YOLO or messages-JSONL.");
        settings.put("synthetic", "100");
        assertThat(TrainingData.of(TrainingSettings.read(null, settings)).types())
                .isEqualTo(DefectType.NEU_DET);
        settings.put("data", "some-folder");
        assertThatThrownBy(() -> TrainingData.of(TrainingSettings.read(null, settings)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("data and synthetic exclude each other; leave one of them out");
    }

    @Test
    void theHelpSaysWhatIsNoClippingAndWhatALinesLossIs() {
        assertThat(RunSettings.MAX_GRAD_NORM.help()).contains("0 for no clipping");
        assertThat(RunSettings.LOGGING_STEPS.help()).contains("mean since the line before");
    }

    @Test
    void everySettingHasAKeyOfItsOwnAndAHelp() {
        assertThat(TrainingSettings.all().stream().map(Setting::key)).doesNotHaveDuplicates();
        assertThat(TrainingSettings.all())
                .allSatisfy(setting -> assertThat(setting.help()).isNotBlank());
    }
}
