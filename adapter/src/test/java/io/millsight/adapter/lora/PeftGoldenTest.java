package io.millsight.adapter.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.checkpoint.WeightForm;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Adapters written by PEFT, against the numbers that PEFT computes with them. */
class PeftGoldenTest {

    @TempDir
    Path folder;

    private Scope scope;
    private QwenModel model;

    @BeforeEach
    void load() {
        scope = Scope.open();
        model = GoldenModel.load(DType.FLOAT32);
    }

    @AfterEach
    void release() {
        model.close();
        scope.close();
    }

    private static JsonNode golden() {
        return GoldenFolder.json("peft/peft.json");
    }

    static Stream<String> loraFolders() {
        return Stream.of(
                "lora", "lora_text_only", "rslora", "dora", "lora_patterns", "lora_old_names", "lora_minimal_config");
    }

    private LoraAdapter adapter(String name) {
        return LoraAdapter.load(GoldenFolder.file("peft/" + name), model);
    }

    @ParameterizedTest
    @MethodSource("loraFolders")
    void logitsAndLossAgree(String name) {
        JsonNode expected = golden().get("adapters").get(name);
        try (LoraAdapter adapter = adapter(name)) {
            Tensor logits = logits(adapter.applyTo(model));
            assertLogits(expected, expected.get("logits").asString(), "logits_first_row", logits);
            assertThat(loss(logits)).isCloseTo(expected.get("loss").asDouble(), within(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "lora_text_only", "rslora", "dora", "lora_patterns"})
    void modulesAndCountsAgree(String name) {
        JsonNode expected = golden().get("adapters").get(name);
        try (LoraAdapter adapter = adapter(name)) {
            assertThat(adapter.parameters())
                    .hasSize(expected.get("adapter_tensors").asInt());
            assertThat(adapter.parameterCount())
                    .isEqualTo(expected.get("adapter_parameters").asLong());
            assertThat(adapter.modules().stream().map(TensorNames::toOld))
                    .containsExactlyInAnyOrderElementsOf(expected.get("modules")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "lora_text_only", "rslora", "dora", "lora_patterns"})
    void greedyTokensAreIdentical(String name) {
        JsonNode expected = golden().get("adapters").get(name);
        JsonNode single = single();
        TokenSequence sample = GoldenModel.sequences(single).get(0);
        int answer =
                (int) IntStream.of(labels(single)).takeWhile(label -> label < 0).count();
        TokenSequence prompt = new TokenSequence(sample.tokens().subList(0, answer), sample.images());
        GenerationConfig greedy = new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(Integer.MAX_VALUE), 0);
        try (LoraAdapter adapter = adapter(name)) {
            List<Integer> tokens = new Generator(adapter.applyTo(model), greedy, 0)
                    .generate(SequenceBatch.of(List.of(prompt), model.config()), GoldenModel.patches(single), 8)
                    .get(0)
                    .tokens();
            assertThat(tokens)
                    .containsExactly(IntStream.of(GoldenFolder.ints(expected.get("greedy_ids")))
                            .boxed()
                            .toArray(Integer[]::new));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "lora_text_only", "rslora", "dora", "lora_patterns"})
    void mergedWeightsAndAnswersAreThoseOfPeft(String name) throws IOException {
        JsonNode expected = golden().get("adapters").get(name);
        try (LoraAdapter adapter = adapter(name);
                SafetensorsFile numbers = SafetensorsFile.open(GoldenFolder.file("peft/peft.safetensors"))) {
            adapter.writeMerged(model, ModelFolder.open(GoldenFolder.model()), folder, DType.FLOAT32);
            try (QwenModel merged = ModelFolder.open(folder).load(DType.FLOAT32, Device.CPU)) {
                Tensor logits = logits(merged);
                assertThat(loss(logits)).isCloseTo(expected.get("merged_loss").asDouble(), within(1e-5));
                if (expected.has("merged_logits")) {
                    assertLogits(expected, expected.get("merged_logits").asString(), "merged_logits_first_row", logits);
                }
                assertMergedWeights(numbers, name + "/merged/", merged);
            }
        }
    }

    private static void assertMergedWeights(SafetensorsFile numbers, String prefix, QwenModel merged) {
        for (String key : numbers.names()) {
            if (key.startsWith(prefix)) {
                String weight = TensorNames.toOld(key.substring(prefix.length()));
                assertClose(
                        key,
                        numbers.tensor(key),
                        Objects.requireNonNull(merged.weights().get(weight)),
                        1e-6);
            }
        }
    }

    @Test
    void aMergedFolderAnswersAsTheAdapterDoes() throws IOException {
        ModelFolder source = ModelFolder.open(GoldenFolder.model());
        try (LoraAdapter adapter = adapter("lora")) {
            adapter.writeMerged(model, source, folder, DType.FLOAT32);
            try (QwenModel merged = ModelFolder.open(folder).load(DType.FLOAT32, Device.CPU)) {
                assertClose("logits", logits(adapter.applyTo(model)), logits(merged), 1e-4);
            }
        }
        assertThat(folder.resolve("tokenizer.json")).exists();
        assertThat(folder.resolve("model.safetensors")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lora", "rslora", "dora", "lora_patterns"})
    void aModelThatIsMergedWhileLoadingAnswersAsTheAdapterDoes(String name) {
        long before = Scope.liveHandles();
        try (Scope inner = Scope.open();
                LoraAdapter adapter = adapter(name);
                QwenModel merged = ModelFolder.open(GoldenFolder.model())
                        .load(DType.FLOAT32, Device.CPU, WeightForm.PLAIN, adapter.merging())) {
            assertClose("logits", logits(adapter.applyTo(model)), logits(merged), 1e-4);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("loraFolders")
    void savedAdaptersLoadAgain(String name) throws IOException {
        try (LoraAdapter adapter = adapter(name)) {
            adapter.save(folder, "base");
            try (LoraAdapter again = LoraAdapter.load(folder, model)) {
                assertThat(again.config()).isEqualTo(adapter.config());
                adapter.parameters()
                        .forEach((key, tensor) -> assertThat(Objects.requireNonNull(
                                                again.parameters().get(key))
                                        .toFloats())
                                .containsExactly(tensor.toFloats()));
            }
        }
        try (SafetensorsFile written = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
                SafetensorsFile peft = SafetensorsFile.open(GoldenFolder.file(
                        "peft/" + (name.equals("dora") ? name : "lora") + "/adapter_model.safetensors"))) {
            assertThat(peft.names()).containsAll(written.names());
        }
    }

    @Test
    void initialValuesAreThoseThatPeftDraws() {
        LoraConfig config = LoraConfig.paper();
        try (LoraAdapter adapter = LoraAdapter.initialize(model, config, 42)) {
            assertThat(adapter.modules())
                    .hasSameSizeAs(
                            golden().get("adapters").get("lora").get("modules").values());
            assertThat(adapter.modules().iterator().next()).isEqualTo("model.visual.blocks.0.mlp.gate_proj");
            assertClose("logits", logits(model), logits(adapter.applyTo(model)), 0);
            adapter.parameters().forEach((key, tensor) -> {
                if (key.endsWith("lora_B.weight")) {
                    assertThat(tensor.norm()).isZero();
                } else {
                    double bound = 1 / Math.sqrt((double) tensor.size(1));
                    double deviation = tensor.norm() / Math.sqrt((double) tensor.elements());
                    assertThat(deviation).isCloseTo(bound / Math.sqrt(3), within(0.2 * bound));
                }
            });
        }
    }

    @Test
    void anIncompleteAdapterIsRefused() {
        assertThatThrownBy(() -> adapter("lora_incomplete"))
                .isInstanceOf(AdapterException.class)
                .message()
                .contains(golden().get("must_fail").get("missing_key").asString())
                .contains("is missing; the adapter is incomplete or for another base");
    }

    @Test
    void otherKindsOfAdaptersAreRefused() {
        assertThatThrownBy(() -> adapter("prompt_tuning"))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("peft_type is \"PROMPT_TUNING\", but only LORA adapters are supported");
    }

    @Test
    void anAdapterThatMatchesNothingIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": 4, \"lora_alpha\": 8, \"target_modules\": [\"c_attn\"]}");
        Files.copy(
                GoldenFolder.file("peft/lora/adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
        assertThatThrownBy(() -> LoraAdapter.load(folder, model))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("target_modules matches no module of the model");
    }

    @Test
    void anAdapterOfAnotherShapeOrWithMoreTensorsIsRefused() throws IOException {
        int width = model.config().text().hiddenSize();
        int rank = LoraConfig.read(GoldenFolder.file("peft/lora")).rank();
        Files.copy(
                GoldenFolder.file("peft/lora/adapter_model.safetensors"), folder.resolve("adapter_model.safetensors"));
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": " + 2 * rank
                        + ", \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]}");
        assertThatThrownBy(() -> LoraAdapter.load(folder, model))
                .hasMessageContaining("has the shape [" + rank + ", " + width + "]")
                .hasMessageContaining("ask for [" + 2 * rank + ", " + width + "]; the adapter is for another base");
        Files.writeString(
                folder.resolve("adapter_config.json"),
                "{\"peft_type\": \"LORA\", \"r\": " + rank + ", \"lora_alpha\": 8, \"target_modules\": [\"q_proj\"]}");
        int others = golden().get("adapters").get("lora").get("adapter_tensors").asInt()
                - 2 * model.config().text().layers();
        assertThatThrownBy(() -> LoraAdapter.load(folder, model))
                .hasMessageContaining(others + " tensors match no module");
    }

    private static JsonNode single() {
        return GoldenFolder.json("forward.json").get("cases").get("single");
    }

    private static int[] labels(JsonNode single) {
        return GoldenFolder.ints(single.get("labels").get(0));
    }

    private static Tensor logits(QwenModel model) {
        JsonNode single = single();
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(single), model.config());
        try (NoGradient off = NoGradient.open()) {
            Tensor rows = model.vision().forward(Objects.requireNonNull(GoldenModel.patches(single)), batch.images());
            return model.language()
                    .logits(model.forward(batch, rows, null).last())
                    .select(0, 0); // [L, V]
        }
    }

    private static double loss(Tensor logits) {
        long[] targets = IntStream.of(labels(single())).skip(1).asLongStream().toArray();
        return CrossEntropy.sum(logits.narrow(0, 0, targets.length), Tensor.of(targets, targets.length))
                        .item()
                / LongStream.of(targets).filter(target -> target >= 0).count();
    }

    private static void assertLogits(JsonNode expected, String tensor, String firstRowKey, Tensor logits) {
        int first = expected.path(firstRowKey).asInt(0);
        try (SafetensorsFile numbers = SafetensorsFile.open(GoldenFolder.file("peft/peft.safetensors"))) {
            Tensor reference = numbers.tensor(tensor);
            Tensor rows = reference.dimensions() == 3 ? reference.select(0, 0) : reference;
            assertClose(tensor, rows, logits.narrow(0, first, logits.size(0) - first), 1e-4);
        }
    }

    private static void assertClose(String name, Tensor expected, Tensor actual, double tolerance) {
        float[] want = expected.toFloats();
        float[] got = actual.toFloats();
        assertThat(got).as(name).hasSameSizeAs(want);
        double difference = 0;
        for (int i = 0; i < want.length; i++) {
            difference = Math.max(difference, Math.abs(want[i] - got[i]));
        }
        assertThat(difference).as("largest difference of " + name).isLessThanOrEqualTo(tolerance);
    }
}
