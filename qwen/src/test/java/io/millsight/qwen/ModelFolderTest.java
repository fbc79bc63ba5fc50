package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.files.MillsightException;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.config.JsonFile;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strict loading: what is wrong with a folder is named with its file, and what is not used is told. */
class ModelFolderTest {

    private static final String HEAD = "lm_head.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    @TempDir
    Path folder;

    @BeforeEach
    void writeAModel() {
        TinyModel.write(folder);
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
    void aCompleteModelLoadsWithoutANotice() throws IOException {
        load();
        assertThat(ModelFolder.open(folder).notices()).isEmpty();
        TinyModel.divideWeights(folder);
        load();
        assertThat(ModelFolder.open(folder).notices()).isEmpty();
    }

    @Test
    void aMissingShardIsNamed() throws IOException {
        TinyModel.divideWeights(folder);
        Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("the shard model-00002-of-00002.safetensors is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other.safetensors", "/etc/passwd", ".", "", "a\\u0000b", "sub/model.safetensors"})
    void aShardOutsideTheFolderIsRefused(String name) throws IOException {
        TinyModel.divideWeights(folder);
        replace("model.safetensors.index.json", "model-00002-of-00002.safetensors", name);
        assertThatThrownBy(this::load)
                .isInstanceOf(MillsightException.class)
                .hasMessageContaining(folder.toString())
                .message()
                .matches("(?s).*(is not in the model folder|is a folder|is missing).*");
    }

    @Test
    void aShardThatIsNoTextIsRefused() throws IOException {
        TinyModel.divideWeights(folder);
        replace("model.safetensors.index.json", "\"model-00002-of-00002.safetensors\"", "5");
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("weight_map.model.embed_tokens.weight is 5, expected a text");
    }

    @Test
    void aSingleFileComesBeforeAnIndexAndThatIsSaid() throws IOException {
        byte[] single = Files.readAllBytes(folder.resolve("model.safetensors"));
        String fingerprint = ModelFolder.open(folder).fingerprint();
        TinyModel.changeWeights(folder, weights -> {
            weights.put(
                    EMBEDDING, Objects.requireNonNull(weights.get(EMBEDDING)).times(2));
            return weights;
        });
        TinyModel.divideWeights(folder);
        Files.write(folder.resolve("model.safetensors"), single);

        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.fingerprint()).isEqualTo(fingerprint);
        assertThat(model.notices())
                .containsExactly(folder.resolve("model.safetensors.index.json")
                        + " is not used, nor the files that it names: model.safetensors beside it comes first, as in"
                        + " transformers; delete what is not meant");
    }

    @Test
    void anIndexOfTheSingleFileIsNoNews() throws IOException {
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"weight_map\": {\"model.norm.weight\": \"model.safetensors\"}}");
        assertThat(ModelFolder.open(folder).notices()).isEmpty();
    }

    @Test
    void aHeadOfItsOwnIsUsedThoughTheConfigurationTiesIt() throws IOException {
        TinyModel.changeWeights(folder, weights -> {
            weights.put(HEAD, Objects.requireNonNull(weights.get(EMBEDDING)).times(-1));
            return weights;
        });

        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.notices())
                .containsExactly(folder.resolve("config.json") + ": tie_word_embeddings is true, but lm_head.weight is"
                        + " not the embedding; the file's own head is used, as in transformers");
        assertThat(model.config().text().tiedEmbeddings()).isFalse();
        Path copy = Files.createDirectory(folder.resolve("copy"));
        try (Scope scope = Scope.open();
                RandomGenerator generator = RandomGenerator.seeded(0, Device.CPU);
                QwenModel loaded = model.load(DType.FLOAT32, Device.CPU)) {
            Tensor hidden = generator.normal(0, 1, 1, 32);
            float[] own = loaded.language().logits(hidden).toFloats();
            try (QwenModel tied = tied()) {
                float[] embedded = tied.language().logits(hidden).toFloats();
                for (int i = 0; i < own.length; i++) {
                    assertThat(own[i]).isEqualTo(-embedded[i]);
                }
            }
            model.writeCopy(
                    copy,
                    DType.FLOAT32,
                    name -> Objects.requireNonNull(loaded.weights().get(name)));
        }
        assertThat(ModelFolder.open(copy).notices()).isEmpty();
        assertThat(ModelFolder.open(copy).fingerprint()).isEqualTo(model.fingerprint());
    }

    /** The model without its own head. */
    private QwenModel tied() throws IOException {
        Path other = Files.createDirectory(folder.resolve("tied"));
        TinyModel.write(other);
        return ModelFolder.open(other).load(DType.FLOAT32, Device.CPU);
    }

    @Test
    void aHeadThatIsTheEmbeddingTwiceIsTied() throws IOException {
        TinyModel.changeWeights(folder, weights -> {
            weights.put(HEAD, Objects.requireNonNull(weights.get(EMBEDDING)).copy());
            return weights;
        });

        ModelFolder model = ModelFolder.open(folder);

        assertThat(model.notices()).isEmpty();
        assertThat(model.config().text().tiedEmbeddings()).isTrue();
    }

    @Test
    void aTensorOfAnotherShapeIsNamed() throws IOException {
        replace("config.json", "\"intermediate_size\" : 48", "\"intermediate_size\" : 96");
        assertThatThrownBy(this::load)
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("has the shape [48, 32], but config.json asks for [96, 32]");
    }

    @Test
    void missingAndSuperfluousTensorsAreNamed() throws IOException {
        replace("config.json", "\"num_hidden_layers\" : 2", "\"num_hidden_layers\" : 3");
        assertThatThrownBy(this::load)
                .hasMessageContaining("the tensor model.layers.2.")
                .hasMessageContaining("is missing");
        replace("config.json", "\"num_hidden_layers\" : 3", "\"num_hidden_layers\" : 1");
        assertThatThrownBy(this::load).hasMessageContaining("12 tensors have no place in the model");
    }

    @ParameterizedTest
    @CsvSource({"num_hidden_layers, 2, num_hidden_layers", "depth, 2, vision_config.depth"})
    @Timeout(10)
    void aNumberOfBlocksFarOffIsFoundBeforeMemoryIsTaken(String key, int value, String named) throws IOException {
        replace("config.json", "\"" + key + "\" : " + value, "\"" + key + "\" : 1000000000");
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(folder.resolve("model.safetensors") + ": " + named + " of config.json is 1,000,000,000, but"
                        + " there are only 56 tensors; the folder is incomplete or of another model");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"chat_template.jinja", "chat_template.json", "tokenizer_config.json", "processor_config.json"})
    void aChatTemplateOfItsOwnIsNamed(String name) throws IOException {
        String own = "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}";
        if (name.endsWith(".jinja")) {
            Files.writeString(folder.resolve(name), own);
        } else {
            JsonFile.write(folder.resolve(name), Map.of("chat_template", own));
        }
        assertThat(ModelFolder.open(folder).notices())
                .containsExactly(folder.resolve(name)
                        + ": this chat template is not used; it differs from that of Qwen2.5-VL, in whose form the"
                        + " model is asked");
    }

    @Test
    void theUsualChatTemplateMayEndInABlankLine() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), ChatTemplateFile.standardText() + "\n\n");
        assertThat(ModelFolder.open(folder).notices()).isEmpty();
    }

    @Test
    void severalNamedChatTemplatesAreNoReasonToRefuseAModel() throws IOException {
        Files.delete(folder.resolve("chat_template.json"));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"default\", \"template\": \"{{ messages }}\"}]}");
        assertThat(ModelFolder.open(folder).notices())
                .singleElement()
                .asString()
                .contains("tokenizer_config.json");
        assertThat(ChatTemplateFile.sha256(folder)).isPresent();
    }

    @Test
    void anAdapterInTheFolderIsNotUsedAndThatIsSaid() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), "{}");
        assertThat(ModelFolder.open(folder).notices())
                .singleElement()
                .asString()
                .endsWith("is not used; name the folder with --adapter if it is meant");
        Files.delete(folder.resolve("config.json"));
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessageStartingWith(folder + ": is an adapter, not a model; give it with --adapter");
    }

    @Test
    void theTokenizerOfAnotherModelIsRefused() throws IOException {
        replace("config.json", "\"image_token_id\" : 268", "\"image_token_id\" : 267");
        assertThatThrownBy(() -> ModelFolder.open(folder).openTokenizer())
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(folder.resolve("tokenizer.json") + ": has the id 268 where image_token_id of config.json is"
                        + " 267; it is the tokenizer of another model");
        TinyModel.write(folder);
        replace("tokenizer.json", "\"a\" : 64", "\"a\" : 1000000064");
        assertThatThrownBy(() -> ModelFolder.open(folder).openTokenizer())
                .isInstanceOf(ModelFolderException.class)
                .hasMessageContaining("has ids up to 1000000064, but vocab_size of config.json is 288");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 288, 2_000_000_000})
    void tokensOutsideTheVocabularyAreRefused(int id) throws IOException {
        replace("generation_config.json", "\"pad_token_id\" : 256", "\"pad_token_id\" : " + id);
        assertThatThrownBy(() -> ModelFolder.open(folder))
                .isInstanceOf(ModelFolderException.class)
                .hasMessage(folder.resolve("generation_config.json") + ": pad_token_id is " + id
                        + ", but the vocabulary has 288 rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model.safetensors",
                "config.json",
                "preprocessor_config.json",
                "generation_config.json",
                "chat_template.json",
                "tokenizer.json"
            })
    @EnabledOnOs({OS.LINUX, OS.MAC})
    @Timeout(20)
    void aPipeIsRefusedInsteadOfWaitedFor(String name) throws Exception {
        Files.delete(folder.resolve(name));
        Process made = new ProcessBuilder("mkfifo", folder.resolve(name).toString()).start();
        assertThat(made.waitFor()).isZero();
        assertThatThrownBy(() -> ModelFolder.open(folder).openTokenizer())
                .isInstanceOf(MillsightException.class)
                .hasMessageContaining(folder.resolve(name).toString())
                .hasMessageEndingWith("is not a regular file");
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
