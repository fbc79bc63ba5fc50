package io.millsight.adapter.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.generation.Generator;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A soft prompt of PEFT, against the numbers that PEFT computes with it. */
class SoftPromptGoldenTest {

    private static final Path PROMPT = GoldenFolder.file("peft/prompt_tuning");
    private static final String TEXT = "Describe the defects of the steel surface.";

    @TempDir
    Path folder;

    private Scope scope;
    private QwenModel base;

    @BeforeEach
    void load() {
        scope = Scope.open();
        base = GoldenModel.load(DType.FLOAT32);
    }

    @AfterEach
    void release() {
        base.close();
        scope.close();
    }

    private static JsonNode sample(String name) {
        return GoldenFolder.json("forward.json").get("cases").get(name);
    }

    private static Tensor reference(String tensor) {
        try (SafetensorsFile file = SafetensorsFile.open(GoldenFolder.promptTuning("extra.safetensors"))) {
            return file.tensor(tensor).copy();
        }
    }

    private static @Nullable Tensor imageRows(QwenModel model, JsonNode sample, SequenceBatch batch) {
        Tensor patches = GoldenModel.patches(sample);
        return patches == null ? null : model.vision().forward(patches, batch.images());
    }

    @ParameterizedTest
    @CsvSource({
        "single, PEFT",
        "single, MROPE",
        "two_images, PEFT",
        "two_images, MROPE",
        "batch_left, MROPE",
        "text_only, PEFT",
        "text_only, MROPE"
    })
    void logitsAndLossAgree(String name, VirtualTokens.Positions positions) {
        JsonNode sample = sample(name);
        String key = name + (positions == VirtualTokens.Positions.PEFT ? "/plain" : "/mrope");
        try (SoftPrompt prompt = SoftPrompt.load(PROMPT, base, positions);
                NoGradient off = NoGradient.open()) {
            QwenModel model = prompt.applyTo(base);
            SequenceBatch batch = model.batch(GoldenModel.sequences(sample));
            Tensor logits = model.language()
                    .logits(model.forward(batch, imageRows(model, sample, batch), null)
                            .last());
            assertAgrees(key, sample, batch, logits);
        }
    }

    /** PEFT counts padding. The answer to a sample then depends on its neighbours, so this rule is only for its numbers. */
    @Test
    void paddingThatIsCountedGivesTheNumbersOfPeft() {
        JsonNode sample = sample("batch_left");
        try (SoftPrompt prompt = SoftPrompt.load(PROMPT, base, VirtualTokens.Positions.PEFT);
                NoGradient off = NoGradient.open()) {
            QwenModel model = prompt.applyTo(base);
            SequenceBatch batch = model.batch(GoldenModel.sequences(sample));
            int[][][] positions = batch.positions();
            for (int[][] axis : positions) {
                for (int row = 0; row < batch.size(); row++) {
                    int first = batch.padding(row) + model.virtualTokens();
                    for (int slot = first; slot < batch.length(); slot++) {
                        axis[row][slot] = slot;
                    }
                }
            }
            Tensor hidden = model.language()
                    .forward(
                            model.embed(batch, imageRows(model, sample, batch)),
                            positions,
                            batch.causalMask(DType.FLOAT32, base.device()),
                            null)
                    .last();
            assertAgrees("batch_left/plain", sample, batch, model.language().logits(hidden));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNeighbourChangesNothing(VirtualTokens.Positions positions) {
        JsonNode sample = sample("batch_left");
        List<TokenSequence> sequences = GoldenModel.sequences(sample);
        try (SoftPrompt prompt = SoftPrompt.load(PROMPT, base, positions);
                NoGradient off = NoGradient.open()) {
            QwenModel model = prompt.applyTo(base);
            SequenceBatch batch = model.batch(sequences);
            Tensor rows = Objects.requireNonNull(imageRows(model, sample, batch));
            Tensor together = model.forward(batch, rows, null).last();
            SequenceBatch alone = model.batch(sequences.subList(0, 1));
            int images = alone.imageSlots().length;
            Tensor single =
                    model.forward(alone, rows.narrow(0, 0, images), null).last();
            int length = alone.length();
            assertClose(
                    "hidden states",
                    single.select(0, 0),
                    together.select(0, 0).narrow(0, batch.length() - length, length),
                    1e-4);
        }
    }

    private static void assertAgrees(String key, JsonNode sample, SequenceBatch batch, Tensor logits) {
        JsonNode expected = GoldenFolder.promptTuning().get(key);
        int first = expected.get("logits_first_row").asInt();
        Tensor rows = logits.narrow(1, first, logits.size(1) - first);
        Tensor want = reference(key + "/logits");
        for (int row = 0; row < batch.size(); row++) {
            assertClose(key, want.select(0, row), rows.select(0, row), 1e-4);
        }
        if (expected.has("position_ids") && !key.endsWith("plain")) {
            assertPositions(expected.get("position_ids"), batch);
        }
        assertThat(loss(sample, batch, logits))
                .as(key)
                .isCloseTo(expected.get("loss").asDouble(), within(1e-5));
    }

    /** The recorded ids have padding between the prompt and the sample; here it stands before both. */
    private static void assertPositions(JsonNode expected, SequenceBatch batch) {
        int[][][] positions = batch.positions();
        int virtual = batch.virtualTokens();
        for (int axis = 0; axis < positions.length; axis++) {
            for (int row = 0; row < batch.size(); row++) {
                int[] want = GoldenFolder.ints(expected.get(axis).get(row));
                int start = batch.padding(row);
                assertThat(Arrays.copyOfRange(positions[axis][row], start, start + virtual))
                        .isEqualTo(Arrays.copyOf(want, virtual));
                assertThat(Arrays.copyOfRange(positions[axis][row], start + virtual, batch.length()))
                        .isEqualTo(Arrays.copyOfRange(want, start + virtual, batch.length()));
            }
        }
    }

    private static double loss(JsonNode sample, SequenceBatch batch, Tensor logits) {
        double sum = 0;
        int count = 0;
        int virtual = batch.virtualTokens();
        for (int row = 0; row < batch.size(); row++) {
            long[] targets = IntStream.of(GoldenFolder.ints(sample.get("labels").get(row)))
                    .skip(1)
                    .asLongStream()
                    .toArray();
            Tensor rows = logits.select(0, row).narrow(0, virtual, targets.length);
            sum += CrossEntropy.sum(rows, Tensor.of(targets, targets.length)).item();
            count += (int) Arrays.stream(targets).filter(target -> target >= 0).count();
        }
        return sum / count;
    }

    @ParameterizedTest
    @EnumSource
    void greedyTokensAreIdentical(VirtualTokens.Positions positions) {
        JsonNode sample = sample("single");
        TokenSequence whole = GoldenModel.sequences(sample).get(0);
        int answer = (int) IntStream.of(GoldenFolder.ints(sample.get("labels").get(0)))
                .takeWhile(label -> label < 0)
                .count();
        TokenSequence question = new TokenSequence(whole.tokens().subList(0, answer), whole.images());
        GenerationConfig greedy = new GenerationConfig(false, 1, 0, 1, 0, 1, List.of(Integer.MAX_VALUE), 0);
        String key = positions == VirtualTokens.Positions.PEFT ? "plain" : "mrope";
        try (SoftPrompt prompt = SoftPrompt.load(PROMPT, base, positions)) {
            QwenModel model = prompt.applyTo(base);
            List<Integer> tokens = new Generator(model, greedy, 0)
                    .generate(model.batch(List.of(question)), GoldenModel.patches(sample), 8)
                    .get(0)
                    .tokens();
            assertThat(tokens)
                    .isEqualTo(IntStream.of(GoldenFolder.ints(GoldenFolder.promptTuning()
                                    .get("greedy")
                                    .get(key)
                                    .get("ids")))
                            .boxed()
                            .toList());
        }
    }

    private SoftPrompt initialize(SoftPromptConfig config, long seed) {
        try (QwenTokenizer tokenizer = ModelFolder.open(GoldenFolder.model()).openTokenizer()) {
            return SoftPrompt.initialize(config, base, tokenizer, VirtualTokens.Positions.MROPE, seed);
        }
    }

    private static Tensor rows(SoftPrompt prompt) {
        return Objects.requireNonNull(prompt.parameters().get("prompt_embeddings"));
    }

    private Tensor table() {
        return Objects.requireNonNull(base.weights().get("model.embed_tokens.weight"));
    }

    @Test
    void aTextIsRepeatedAndCut() {
        for (JsonNode expected :
                GoldenFolder.promptTuning().get("text_init").get("cases").values()) {
            int count = expected.get("num_virtual_tokens").asInt();
            SoftPromptConfig config = new SoftPromptConfig(
                    count,
                    SoftPromptConfig.Initialization.TEXT,
                    expected.get("text").asString());
            long[] ids = IntStream.of(GoldenFolder.ints(expected.get("row_ids")))
                    .asLongStream()
                    .toArray();
            try (SoftPrompt prompt = initialize(config, 0)) {
                assertThat(rows(prompt).toFloats())
                        .isEqualTo(table().indexSelect(0, Tensor.of(ids, ids.length))
                                .toFloats());
            }
        }
    }

    @Test
    void rowsOfTheVocabularyAreDrawnFromTheSeed() {
        SoftPromptConfig config = new SoftPromptConfig(200, SoftPromptConfig.Initialization.SAMPLE_VOCAB, "");
        List<List<Float>> known = LongStream.range(0, table().size(0))
                .mapToObj(row -> values(table().select(0, row)))
                .toList();
        try (SoftPrompt prompt = initialize(config, 1);
                SoftPrompt again = initialize(config, 1);
                SoftPrompt other = initialize(config, 2)) {
            List<List<Float>> drawn = IntStream.range(0, 200)
                    .mapToObj(row -> values(rows(prompt).select(0, row)))
                    .toList();
            assertThat(known).containsAll(drawn);
            assertThat(drawn.stream().distinct().count()).isGreaterThan(100);
            assertThat(rows(again).toFloats()).isEqualTo(rows(prompt).toFloats());
            assertThat(rows(other).toFloats()).isNotEqualTo(rows(prompt).toFloats());
        }
    }

    private static List<Float> values(Tensor row) {
        float[] floats = row.toFloats();
        return IntStream.range(0, floats.length).mapToObj(i -> floats[i]).toList();
    }

    @Test
    void randomNumbersHaveADeviationOfOne() {
        try (SoftPrompt prompt = initialize(new SoftPromptConfig(100, SoftPromptConfig.Initialization.RANDOM, ""), 1)) {
            Tensor rows = rows(prompt);
            assertThat(rows.shape()).containsExactly(100, base.config().text().hiddenSize());
            assertThat(rows.norm() / Math.sqrt((double) rows.elements())).isCloseTo(1, within(0.05));
        }
    }

    @Test
    void theFilesAreThoseOfPeft() throws IOException {
        SoftPromptConfig config = new SoftPromptConfig(8, SoftPromptConfig.Initialization.TEXT, TEXT);
        try (SoftPrompt prompt = initialize(config, 0)) {
            prompt.save(folder, "tiny-qwen2_5_vl");
            JsonNode written = JsonMapper.shared()
                    .readTree(folder.resolve("adapter_config.json").toFile());
            JsonNode expected =
                    GoldenFolder.promptTuning().get("text_init_saved").get("adapter_config");
            assertThat(written).isEqualTo(expected);
            assertThat(written.propertyNames()).containsExactlyElementsOf(expected.propertyNames());
            try (SoftPrompt read = SoftPrompt.load(folder, base, VirtualTokens.Positions.PEFT)) {
                assertThat(read.config()).isEqualTo(config);
                assertThat(rows(read).toFloats()).isEqualTo(rows(prompt).toFloats());
            }
        }
        try (SafetensorsFile weights = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"))) {
            assertThat(weights.names()).containsExactly("prompt_embeddings");
            assertThat(weights.header("prompt_embeddings").dtype()).isEqualTo(DType.FLOAT32);
        }
    }

    @Test
    void anotherBeginningNeedsNoText() throws IOException {
        try (SoftPrompt prompt = SoftPrompt.load(PROMPT, base, VirtualTokens.Positions.PEFT)) {
            prompt.save(folder, "tiny-qwen2_5_vl");
        }
        assertThat(JsonMapper.shared()
                        .readTree(folder.resolve("adapter_config.json").toFile()))
                .isEqualTo(JsonMapper.shared()
                        .readTree(PROMPT.resolve("adapter_config.json").toFile()));
        assertThat(Files.readAllBytes(folder.resolve("adapter_model.safetensors")))
                .isEqualTo(Files.readAllBytes(PROMPT.resolve("adapter_model.safetensors")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"float32", "bfloat16"})
    void aPromptChangesTheBaseOnlyWhileItIsApplied(String type) {
        try (QwenModel model = GoldenModel.load(DType.parse(type, base.device()));
                SoftPrompt prompt = SoftPrompt.load(PROMPT, model, VirtualTokens.Positions.MROPE);
                NoGradient off = NoGradient.open()) {
            TokenSequence text = GoldenModel.sequences(sample("text_only")).get(0);
            QwenModel prompted = prompt.applyTo(model);
            Tensor before =
                    model.forward(model.batch(List.of(text)), null, null).last();
            Tensor after =
                    prompted.forward(prompted.batch(List.of(text)), null, null).last();
            assertThat(after.size(1)).isEqualTo(before.size(1) + 8);
            assertThat(after.dtype()).isEqualTo(model.dtype());
            assertThat(model.virtualTokens()).isZero();
            assertThat(prompt.parameters()).isEqualTo(Map.of("prompt_embeddings", rows(prompt)));
            assertThat(prompt.parameterCount()).isEqualTo(8 * 64);
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
