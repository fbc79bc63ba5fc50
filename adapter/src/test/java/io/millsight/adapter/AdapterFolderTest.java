package io.millsight.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.prompt.SoftPromptConfig;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterFolderTest {

    @Test
    void anAdapterFolderTellsOfItself() {
        Path folder = GoldenFolder.file("peft/lora");

        AdapterFolder adapter = AdapterFolder.read(folder);

        assertThat(AdapterFolder.isAdapter(folder)).isTrue();
        assertThat(AdapterFolder.isAdapter(GoldenFolder.model())).isFalse();
        try (QwenModel model = GoldenModel.load(DType.FLOAT32);
                LoraAdapter loaded = LoraAdapter.load(folder, model)) {
            assertThat(((AdapterFolder.Lora) adapter).config()).isEqualTo(loaded.config());
            assertThat(((AdapterFolder.Lora) adapter).modules())
                    .isEqualTo(loaded.modules().size());
            assertThat(adapter.parameters()).isEqualTo(loaded.parameterCount());
        }
    }

    @Test
    void aSoftPromptHasThePositionsOfPeftUnlessItsManifestSaysOtherwise(@TempDir Path folder) throws IOException {
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(GoldenFolder.file("peft/prompt_tuning").resolve(file), folder.resolve(file));
        }
        assertThat(AdapterFolder.read(folder))
                .isEqualTo(new AdapterFolder.Prompt(
                        folder,
                        new SoftPromptConfig(8, SoftPromptConfig.Initialization.RANDOM, ""),
                        VirtualTokens.Positions.PEFT,
                        "tiny-qwen2_5_vl",
                        8 * 64));

        PromptSettings prompts =
                PromptSettings.standard(ModelFolder.open(GoldenFolder.model()).imageProcessor(), DefectType.NEU_DET);
        Manifest.of(prompts, false, false, new Manifest.Base("", ""))
                .withPositions(VirtualTokens.Positions.MROPE)
                .write(folder);
        assertThat(Files.readString(folder.resolve("millsight.json"))).contains("\"positions\" : \"mrope\"");
        assertThat(((AdapterFolder.Prompt) AdapterFolder.read(folder)).positions())
                .isEqualTo(VirtualTokens.Positions.MROPE);

        Path manifest = folder.resolve("millsight.json");
        Files.writeString(manifest, Files.readString(manifest).replace("mrope", "spiral"));
        assertThatThrownBy(() -> AdapterFolder.read(folder))
                .isInstanceOf(AdapterException.class)
                .hasMessage(manifest + ": positions is \"spiral\", expected one of peft, mrope");
    }

    @Test
    void anotherKindOfAdapterIsNamed(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{\"peft_type\": \"IA3\"}");
        assertThatThrownBy(() -> AdapterFolder.read(folder))
                .isInstanceOf(AdapterException.class)
                .hasMessage(folder.resolve("adapter_config.json")
                        + ": peft_type is \"IA3\", but only LORA and PROMPT_TUNING adapters are supported");
    }

    @Test
    void anAdapterOfDoraCountsItsMagnitudes() {
        Path folder = GoldenFolder.file("peft/dora");
        AdapterFolder.Lora adapter = (AdapterFolder.Lora) AdapterFolder.read(folder);
        assertThat(adapter.config().weightDecomposed()).isTrue();
        assertThat(adapter.modules()).isEqualTo(33);
        assertThat(adapter.parameters()).isEqualTo(19_680);
    }

    @Test
    void anAdapterNeedNotNameItsBase(@TempDir Path folder) throws IOException {
        Files.copy(
                GoldenFolder.file("peft/lora/adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"peft_type": "LORA", "r": 4, "lora_alpha": 8, "target_modules": ["q_proj"]}
                """);

        assertThat(AdapterFolder.read(folder).baseModel()).isNull();
    }

    @Test
    void namesTheFileThatIsMissing(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> AdapterFolder.read(folder))
                .hasMessage(folder + ": there is no adapter_config.json; is it an adapter folder?");

        Files.copy(GoldenFolder.file("peft/lora/adapter_config.json"), folder.resolve("adapter_config.json"));
        assertThatThrownBy(() -> AdapterFolder.read(folder))
                .hasMessageStartingWith(folder + ": there is no adapter_model.safetensors");
    }
}
