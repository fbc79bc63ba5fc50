package io.millsight.qwen.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Generated tokens against the reference's: identical, with log-probabilities within 1e-4. */
class GenerationGoldenTest {

    private static final int NO_TOKEN = Integer.MAX_VALUE;

    private static QwenModel model;

    @BeforeAll
    static void load() {
        model = GoldenModel.load(DType.FLOAT32);
    }

    @AfterAll
    static void release() {
        model.close();
    }

    private static JsonNode golden() {
        return GoldenFolder.json("generation.json");
    }

    static Stream<String> cases() {
        return golden().get("cases").propertyStream().map(entry -> entry.getKey());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void greedyTokensAreIdentical(String name) {
        JsonNode expected = golden().get("cases").get(name);
        for (int row = 0; row < expected.get("rows").size(); row++) {
            Generation generation = generate(expected).get(row);
            JsonNode want = expected.get("rows").get(row);
            int live = want.get("live_steps").asInt();
            assertThat(generation.tokens())
                    .containsExactlyElementsOf(Arrays.stream(GoldenFolder.ints(want.get("ids")))
                            .limit(live)
                            .boxed()
                            .toList());
            assertThat(generation.finished())
                    .isEqualTo(want.get("finished_by_eos").asBoolean());
            for (int step = 0; step < live; step++) {
                assertThat(generation.logProbabilities().get(step))
                        .isCloseTo(want.get("logprob").get(step).asDouble(), within(1e-4));
            }
        }
    }

    private static List<Generation> generate(JsonNode goldenCase) {
        GenerationConfig config = config(goldenCase);
        SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
        try (Scope scope = Scope.open()) {
            return new Generator(model, config, 0)
                    .generate(
                            batch,
                            GoldenModel.patches(goldenCase),
                            goldenCase.get("max_new_tokens").asInt());
        }
    }

    private static GenerationConfig config(JsonNode node) {
        List<Integer> endTokens = new ArrayList<>();
        node.path("eos_token_id").values().forEach(id -> endTokens.add(id.asInt()));
        if (endTokens.isEmpty()) {
            endTokens.add(NO_TOKEN);
        }
        return new GenerationConfig(
                !node.path("do_sample").asBoolean(true) ? false : node.has("temperature"),
                node.path("temperature").asDouble(1),
                node.path("top_k").asInt(0),
                node.path("top_p").asDouble(1),
                node.path("min_p").asDouble(0),
                node.path("repetition_penalty").asDouble(1),
                endTokens,
                node.path("pad_token_id").asInt(0));
    }

    @Test
    void theTokensThatMayBeDrawnAreTheReferences() {
        JsonNode plain = golden().get("cases").get("greedy_plain");
        int vocabulary = model.config().text().vocabularySize();
        float[] logits = GoldenFolder.floats("generation.safetensors", "greedy_plain/step_logits");
        for (JsonNode expected : golden().get("sampling").get("cases").values()) {
            int step = expected.get("step").asInt();
            BitSet seen = new BitSet();
            Arrays.stream(GoldenFolder.ints(plain.get("input_ids").get(0))).forEach(seen::set);
            Arrays.stream(GoldenFolder.ints(plain.get("rows").get(0).get("ids")))
                    .limit(step)
                    .forEach(seen::set);
            float[] scores = Arrays.copyOfRange(logits, step * vocabulary, (step + 1) * vocabulary);
            Sampler sampler = new Sampler(config(expected), 0);
            sampler.penalize(IntStream.range(0, vocabulary).toArray(), scores, seen);
            Sampler.Candidate[] candidates = sampler.candidates(scores);
            assertThat(candidates)
                    .as(expected.toString())
                    .hasSize(expected.get("kept_count").asInt());
            int[] kept = GoldenFolder.ints(expected.get("kept_ids"));
            for (int rank = 0; rank < kept.length; rank++) {
                assertThat(candidates[rank].place()).isEqualTo(kept[rank]);
                assertThat(candidates[rank].probability())
                        .isCloseTo(expected.get("kept_probs").get(rank).asDouble(), within(1e-4));
            }
        }
    }

    @Test
    void drawsFollowTheProbabilitiesAndTheSeed() {
        GenerationConfig config = new GenerationConfig(true, 1, 0, 1, 0, 1, List.of(NO_TOKEN), 0);
        float[] logits = {(float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.2)};
        int[] tokens = {0, 1, 2};
        int[] counts = new int[logits.length];
        Sampler sampler = new Sampler(config, 7);
        List<Integer> first = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int token = sampler.choose(tokens, logits.clone(), new BitSet());
            counts[token]++;
            first.add(token);
        }
        assertThat(counts[0] / 20_000.0).isCloseTo(0.5, within(0.02));
        assertThat(counts[2] / 20_000.0).isCloseTo(0.2, within(0.02));
        Sampler again = new Sampler(config, 7);
        for (int token : first.subList(0, 100)) {
            assertThat(again.choose(tokens, logits.clone(), new BitSet())).isEqualTo(token);
        }
    }

    @Test
    void generatingLeavesNoHandlesBehind() {
        JsonNode goldenCase = golden().get("cases").get("greedy_batch_left_eos");
        generate(goldenCase);
        long before = Scope.liveHandles();
        for (int i = 0; i < 3; i++) {
            generate(goldenCase);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }
}
