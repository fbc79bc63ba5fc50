package io.millsight.adapter.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders of soft prompts that other programs wrote, or that are damaged. */
class ForeignSoftPromptTest {

    private static final int WIDTH = 64;

    @TempDir
    Path folder;

    private QwenModel base;

    @BeforeEach
    void load() {
        base = GoldenModel.load(DType.FLOAT32);
    }

    @AfterEach
    void release() {
        base.close();
    }

    private void write(String config, String tensor, long... shape) throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), config);
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(tensor, Tensor.zeros(DType.FLOAT32, Device.CPU, shape));
            SafetensorsWriter.write(folder.resolve("adapter_model.safetensors"), tensors);
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> SoftPrompt.load(folder, base, VirtualTokens.Positions.PEFT))
                .isInstanceOf(AdapterException.class)
                .hasMessageStartingWith(folder + "/")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void theShortestConfigurationIsEnough() throws IOException {
        write("{\"peft_type\": \"PROMPT_TUNING\", \"num_virtual_tokens\": 4}", "prompt_embeddings", 4, WIDTH);
        try (SoftPrompt prompt = SoftPrompt.load(folder, base, VirtualTokens.Positions.PEFT)) {
            assertThat(prompt.config()).isEqualTo(new SoftPromptConfig(4, SoftPromptConfig.Initialization.RANDOM, ""));
            assertThat(prompt.parameterCount()).isEqualTo(4 * WIDTH);
            assertThat(prompt.changesVision()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "num_virtual_tokens": 8                                     | has the shape [4, 64], but the base model and adapter_config.json ask for [8, 64]
            "token_dim": 64                                             | num_virtual_tokens
            "num_virtual_tokens": 0                                     | num_virtual_tokens is 0, but must be at least 1
            "num_virtual_tokens": 100000                                | num_virtual_tokens is 100000, but must be at least 1 and at most 4096
            "num_virtual_tokens": "four"                                | num_virtual_tokens
            "num_virtual_tokens": 4, "num_transformer_submodules": 2    | num_transformer_submodules is 2, but the model is one transformer
            "num_virtual_tokens": 4, "prompt_tuning_init": "MAGIC"      | prompt_tuning_init is "MAGIC", expected TEXT, SAMPLE_VOCAB or RANDOM
            "num_virtual_tokens": 4, "modules_to_save": ["lm_head"]     | modules_to_save is set, but such adapters are not supported
            "num_virtual_tokens": 4, "key_of_tomorrow": true            | key_of_tomorrow is set, but such adapters are not supported
            """)
    void whatDoesNotFitIsNamed(String keys, String message) throws IOException {
        write("{\"peft_type\": \"PROMPT_TUNING\", " + keys + "}", "prompt_embeddings", 4, WIDTH);
        assertRefused(message);
    }

    @Test
    void tensorsOfAnotherNameWidthOrOrderAreRefused() throws IOException {
        String config = "{\"peft_type\": \"PROMPT_TUNING\", \"num_virtual_tokens\": 4}";
        write(config, "prompt_embeddings", WIDTH, 4);
        assertRefused("has the shape [64, 4], but the base model and adapter_config.json ask for [4, 64]");
        write(config, "prompt_embeddings", 4, 2 * WIDTH);
        assertRefused("has the shape [4, 128]");
        write(config, "prompt_encoder.embedding.weight", 4, WIDTH);
        assertRefused("the tensor prompt_encoder.embedding.weight is no part of a soft prompt");
    }

    @Test
    void aLoraAdapterIsNoSoftPrompt() {
        assertThatThrownBy(() -> SoftPrompt.load(GoldenFolder.file("peft/lora"), base, VirtualTokens.Positions.PEFT))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("peft_type is \"LORA\", but only PROMPT_TUNING adapters are supported");
    }
}
