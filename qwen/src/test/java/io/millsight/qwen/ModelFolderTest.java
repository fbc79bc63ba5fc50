package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strict loading: what is wrong with a folder is named with its file. */
class ModelFolderTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyTheModel() throws IOException {
        try (Stream<Path> files = Files.list(GoldenFolder.model())) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    private void load() {
        ModelFolder.open(folder).load(DType.FLOAT32, Device.CPU).close();
    }

    private void replace(String file, String text, String replacement) throws IOException {
        Path path = folder.resolve(file);
        String content = Files.readString(path);
        assertThat(content).contains(text);
        Files.writeString(path, content.replace(text, replacement));
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("the shard model-00002-of-00002.safetensors is missing");
    }

    @Test
    void aShardOutsideTheFolderIsRefused() throws IOException {
        replace("model.safetensors.index.json", "model-00002-of-00002.safetensors", "../other.safetensors");
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("is not in the model folder");
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() throws IOException {
        replace("config.json", "\"intermediate_size\": 112", "\"intermediate_size\": 96");
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("has the shape [112, 64], but config.json asks for [96, 64]");
    }

    @Test
    void missingAndSuperfluousTensorsAreNamed() throws IOException {
        replace("config.json", "\"num_hidden_layers\": 3", "\"num_hidden_layers\": 4");
        assertThatThrownBy(this::load)
                .hasMessageContaining("the tensor model.layers.3.")
                .hasMessageContaining("is missing");
        replace("config.json", "\"num_hidden_layers\": 4", "\"num_hidden_layers\": 2");
        assertThatThrownBy(this::load).hasMessageContaining("12 tensors have no place in the model");
    }

    @Test
    void theFingerprintTellsModelsApartButNotTheirStorage() throws IOException {
        ModelFolder model = ModelFolder.open(folder);
        Path copy = Files.createDirectory(folder.resolve("half"));
        try (QwenModel loaded = model.load(DType.FLOAT32, Device.CPU)) {
            model.writeCopy(
                    copy,
                    DType.BFLOAT16,
                    name -> Objects.requireNonNull(loaded.weights().get(name)));
        }
        assertThat(ModelFolder.open(copy).fingerprint()).isEqualTo(model.fingerprint());
        assertThat(Objects.requireNonNull(copy.toFile().list()))
                .contains("tokenizer.json", "config.json", "model.safetensors");
    }
}
