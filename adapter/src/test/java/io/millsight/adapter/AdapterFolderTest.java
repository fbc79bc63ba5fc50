package io.millsight.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
