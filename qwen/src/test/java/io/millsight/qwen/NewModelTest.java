package io.millsight.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewModelTest {

    private static final List<String> TEXTS =
            List.of("The steel surface has scratches.", "Two patches, one inclusion.");

    @TempDir
    Path place;

    private Path write(String name, DType dtype, long seed) throws IOException {
        Path folder = place.resolve(name);
        new NewModel(ModelPreset.NANO, dtype, seed).write(folder, TEXTS, header -> {});
        return folder;
    }

    @Test
    void makesAFolderThatLoadsAndAnswers() throws IOException {
        ModelFolder folder = ModelFolder.open(write("nano", DType.FLOAT32, 1));

        assertThat(folder.config()).isEqualTo(ModelPreset.NANO.config());
        assertThat(folder.imageProcessor()).isEqualTo(ModelPreset.NANO.imageProcessor());
        try (QwenModel model = folder.load(DType.FLOAT32, Device.CPU);
                QwenTokenizer tokenizer = folder.openTokenizer()) {
            TokenSequence prompt = TokenSequence.of(tokenizer.encode("The steel surface"), List.of());
            assertThat(prompt.length()).isEqualTo(3);
            List<Generation> answers = new Generator(model, folder.generation(), 0)
                    .generate(SequenceBatch.of(List.of(prompt), folder.config()), null, 1);
            assertThat(answers.get(0).tokens())
                    .hasSize(1)
                    .allMatch(token -> token < folder.config().text().vocabularySize());
        }
    }

    @Test
    void beginsWithNumbersThatResembleTheirNeighbours() throws IOException {
        List<String> texts =
                IntStream.rangeClosed(0, 200).mapToObj(number -> " " + number).toList();
        Path folder = place.resolve("numbers");
        new NewModel(ModelPreset.NANO, DType.FLOAT32, 1).write(folder, texts, header -> {});
        ModelFolder opened = ModelFolder.open(folder);
        try (QwenModel model = opened.load(DType.FLOAT32, Device.CPU);
                QwenTokenizer tokenizer = opened.openTokenizer()) {
            float[] embedding = Objects.requireNonNull(model.weights().get("model.embed_tokens.weight"))
                    .toFloats();
            int width = opened.config().text().hiddenSize();

            assertThat(tokenizer.encode(" 120")).hasSize(1);
            double next =
                    distance(embedding, tokenizer.encode(" 120")[0], tokenizer.encode(" 121")[0], width);
            double far =
                    distance(embedding, tokenizer.encode(" 120")[0], tokenizer.encode(" 20")[0], width);
            double usual = 0.02 * Math.sqrt(2.0 * width); // of two independent draws
            assertThat(next).isLessThan(usual / 5);
            assertThat(far).isBetween(usual / 2, usual * 1.5);
        }
    }

    private static double distance(float[] embedding, int first, int second, int width) {
        double squares = 0;
        for (int i = 0; i < width; i++) {
            squares += Math.pow(embedding[first * width + i] - embedding[second * width + i], 2);
        }
        return Math.sqrt(squares);
    }

    @Test
    void drawsMatricesAndSetsNormalisationsAndBiases() throws IOException {
        try (QwenModel model = ModelFolder.open(write("nano", DType.FLOAT32, 1)).load(DType.FLOAT32, Device.CPU)) {
            for (Map.Entry<String, Tensor> weight : model.weights().entrySet()) {
                float[] values = weight.getValue().toFloats();
                if (weight.getKey().endsWith(".bias")) {
                    assertThat(values).as(weight.getKey()).containsOnly(0);
                } else if (weight.getValue().dimensions() == 1) {
                    assertThat(values).as(weight.getKey()).containsOnly(1);
                } else {
                    assertThat(deviation(values)).as(weight.getKey()).isCloseTo(0.02, within(0.0005));
                }
            }
        }
    }

    private static double deviation(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += value * value;
        }
        return Math.sqrt(squares / values.length);
    }

    @Test
    void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
        Path first = write("first", DType.BFLOAT16, 7);
        Path second = write("second", DType.BFLOAT16, 7);
        Path other = write("other", DType.BFLOAT16, 8);

        for (String name : names(first)) {
            assertThat(Files.mismatch(first.resolve(name), second.resolve(name)))
                    .as(name)
                    .isEqualTo(-1);
        }
        assertThat(Files.mismatch(first.resolve("model.safetensors"), other.resolve("model.safetensors")))
                .isNotEqualTo(-1);
    }

    @Test
    void everyTypeHoldsTheSameDraws() throws IOException {
        assertThat(ModelFolder.open(write("wide", DType.FLOAT32, 7)).fingerprint())
                .isEqualTo(ModelFolder.open(write("narrow", DType.BFLOAT16, 7)).fingerprint());
    }

    @Test
    void holdsEveryFileThatTransformersAsksFor() throws IOException {
        assertThat(names(write("nano", DType.FLOAT16, 1)))
                .containsExactlyInAnyOrder(
                        "chat_template.json",
                        "config.json",
                        "generation_config.json",
                        "merges.txt",
                        "model.safetensors",
                        "preprocessor_config.json",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "vocab.json");
    }

    @Test
    void tellsOfEveryTensor() throws IOException {
        NewModel model = new NewModel(ModelPreset.NANO, DType.BFLOAT16, 0);
        List<TensorHeader> written = new ArrayList<>();

        model.write(place.resolve("nano"), TEXTS, written::add);

        assertThat(written).isEqualTo(model.tensors());
        assertThat(written.stream().mapToLong(TensorHeader::elements).sum()).isEqualTo(8_052_480);
    }

    @Test
    void leavesNothingBehindWhenItFailsHalfway() {
        assertThatThrownBy(() -> new NewModel(ModelPreset.NANO, DType.BFLOAT16, 0)
                        .write(place.resolve("nano"), TEXTS, header -> {
                            throw new IllegalStateException("stop");
                        }))
                .hasMessage("stop");

        assertThat(Objects.requireNonNull(place.toFile().list())).isEmpty();
    }

    @Test
    void refusesAFolderThatIsNotEmpty() throws IOException {
        Files.writeString(place.resolve("notes.txt"), "precious");

        assertThatThrownBy(() -> new NewModel(ModelPreset.NANO, DType.BFLOAT16, 0).write(place, TEXTS, header -> {}))
                .hasMessage(place + ": the folder is not empty; choose another, or remove it first");
    }

    @Test
    void refusesATypeThatModelsAreNotStoredIn() {
        assertThatThrownBy(() -> new NewModel(ModelPreset.NANO, DType.INT64, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("torch_dtype is int64, expected float32, bfloat16 or float16");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
