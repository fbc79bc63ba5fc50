package io.millsight.qwen.generation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.config.GenerationConfig;
import io.millsight.qwen.image.PatchGrid;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.torch.DType;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Answers held to made-up languages, against the model run anew over the whole text for every choice. */
class GuidedGenerationTest {

    private static final int END = 7;
    private static final int LIMIT = 40;

    private static QwenModel model;

    private final JsonNode goldenCase =
            GoldenFolder.json("generation.json").get("cases").get("greedy_batch_left_eos");

    @BeforeAll
    static void load() {
        model = GoldenModel.load(DType.FLOAT32);
    }

    @AfterAll
    static void release() {
        model.close();
    }

    /** A language drawn by a seed: sometimes a choice, more often none, and after a while an end. */
    private record Maze(long seed, int place) implements TokenGuide {

        @Override
        public List<Integer> allowed() {
            SplittableRandom random = new SplittableRandom(seed);
            int choices = random.nextInt(3) == 0 ? 2 + random.nextInt(4) : 1;
            List<Integer> tokens = random.ints(END + 1, model.config().tokens().beginningOfSequence())
                    .distinct()
                    .limit(choices)
                    .sorted()
                    .boxed()
                    .toList();
            return place > 20 && random.nextInt(6) == 0 ? List.of(END) : tokens;
        }

        @Override
        public TokenGuide after(int token) {
            assertThat(allowed()).contains(token).doesNotContain(END);
            return new Maze(31 * seed + token, place + 1);
        }
    }

    private static Generator generator(boolean sample) {
        return new Generator(model, new GenerationConfig(sample, 1, 0, 1, 0, 1, List.of(END), 0), 3);
    }

    private List<Generation> generate(List<? extends TokenGuide> guides, int limit) {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
            return generator(false).generate(batch, GoldenModel.patches(goldenCase), limit, guides);
        }
    }

    private List<Maze> mazes(long seed) {
        return IntStream.range(0, GoldenModel.sequences(goldenCase).size())
                .mapToObj(row -> new Maze(seed + row, 0))
                .toList();
    }

    @Test
    void stopsWhenNobodyNeedsTheAnswers() {
        AtomicInteger asked = new AtomicInteger();
        Generator generator = generator(false).stoppedBy(() -> asked.incrementAndGet() == 3);
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
            Tensor patches = GoldenModel.patches(goldenCase);

            assertThatThrownBy(() -> generator.generate(batch, patches, LIMIT))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(asked).hasValue(3);
    }

    /** A row's part of the patches of all images. */
    private @Nullable Tensor patches(int row) {
        List<TokenSequence> sequences = GoldenModel.sequences(goldenCase);
        Tensor all = GoldenModel.patches(goldenCase);
        long before = sequences.subList(0, row).stream()
                .mapToLong(GuidedGenerationTest::patchCount)
                .sum();
        long own = patchCount(sequences.get(row));
        return all == null || own == 0 ? null : all.narrow(0, before, own);
    }

    private static long patchCount(TokenSequence sequence) {
        return sequence.images().stream().mapToLong(PatchGrid::patches).sum();
    }

    /** The slow way: the whole text once more for every choice. */
    private Generation oneByOne(int row, TokenGuide start) {
        TokenSequence prompt = GoldenModel.sequences(goldenCase).get(row);
        List<Integer> tokens = new ArrayList<>();
        List<Double> logProbabilities = new ArrayList<>();
        TokenGuide guide = start;
        int choices = 0;
        while (tokens.size() < LIMIT && !tokens.contains(END)) {
            List<Integer> allowed = guide.allowed();
            int token = allowed.get(0);
            double logProbability = 0;
            if (allowed.size() > 1) {
                choices++;
                float[] all = logProbabilities(row, prompt, tokens);
                for (int other : allowed) {
                    token = all[other] > all[token] ? other : token;
                }
                logProbability = all[token];
            }
            tokens.add(token);
            logProbabilities.add(logProbability);
            guide = token == END ? guide : guide.after(token);
        }
        return new Generation(tokens, logProbabilities, tokens.contains(END), true, choices);
    }

    private float[] logProbabilities(int row, TokenSequence prompt, List<Integer> answer) {
        try (NoGradient off = NoGradient.open();
                Scope scope = Scope.open()) {
            List<Integer> text = new ArrayList<>(prompt.tokens());
            text.addAll(answer);
            SequenceBatch batch = SequenceBatch.of(List.of(new TokenSequence(text, prompt.images())), model.config());
            Tensor patches = patches(row);
            Tensor rows = patches == null ? null : model.vision().forward(patches, batch.images());
            Tensor last = model.forward(batch, rows, null).last().select(1, batch.length() - 1);
            return model.language().logits(last).logSoftmax(1).toFloats();
        }
    }

    @Test
    void jumpingInABatchSaysWhatGoingOneByOneSaysAlone() {
        for (long seed = 0; seed < 12; seed++) {
            List<Maze> mazes = mazes(1000 * seed);
            List<Generation> together = generate(mazes, LIMIT);
            for (int row = 0; row < mazes.size(); row++) {
                Generation alone = oneByOne(row, mazes.get(row));
                Generation jumped = together.get(row);
                assertThat(jumped.tokens()).as("seed %d, row %d", seed, row).isEqualTo(alone.tokens());
                assertThat(jumped.finished()).isEqualTo(alone.finished());
                assertThat(jumped.passes()).isEqualTo(alone.passes());
                for (int i = 0; i < alone.tokens().size(); i++) {
                    assertThat(jumped.logProbabilities().get(i))
                            .isCloseTo(alone.logProbabilities().get(i), within(1e-4));
                }
            }
        }
    }

    @Test
    void aGuideThatAllowsEverythingChangesNothing() {
        List<Integer> all = IntStream.range(0, model.config().text().vocabularySize())
                .boxed()
                .toList();
        TokenGuide everything = new TokenGuide() {
            @Override
            public List<Integer> allowed() {
                return all;
            }

            @Override
            public TokenGuide after(int token) {
                return this;
            }
        };
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
            List<Generation> free = generator(false).generate(batch, GoldenModel.patches(goldenCase), 12);
            assertThat(generate(mazes(0).stream().map(maze -> everything).toList(), 12))
                    .isEqualTo(free);
        }
    }

    /** Expects an answer that is known already, with another token in one place. */
    private record Expected(List<Integer> answer, int mistake, int place) implements TokenGuide {

        @Override
        public List<Integer> allowed() {
            int token = place < answer.size() ? answer.get(place) : END;
            return List.of(place == mistake ? token + 1 : token);
        }

        @Override
        public TokenGuide after(int token) {
            assertThat(allowed()).containsExactly(token);
            return new Expected(answer, mistake, place + 1);
        }
    }

    private List<Generation> generateExpecting(Generator generator, List<Generation> known, int mistake, int limit) {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
            List<Expected> drafts = IntStream.range(0, known.size())
                    .mapToObj(row -> new Expected(known.get(row).tokens(), mistake + row, 0))
                    .toList();
            return generator.generateDrafted(batch, GoldenModel.patches(goldenCase), limit, drafts);
        }
    }

    @Test
    void guessesOfADraftChangeNothingButTheNumberOfPasses() {
        int limit = 20;
        for (boolean sample : new boolean[] {false, true}) {
            Generator generator = generator(sample);
            List<Generation> free;
            try (Scope scope = Scope.open()) {
                SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
                free = generator.generate(batch, GoldenModel.patches(goldenCase), limit);
            }
            for (int mistake = 0; mistake <= limit; mistake++) {
                List<Generation> drafted = generateExpecting(generator, free, mistake, limit);
                for (int row = 0; row < free.size(); row++) {
                    Generation plain = free.get(row);
                    Generation guessed = drafted.get(row);
                    assertThat(guessed.tokens())
                            .as("mistake %d, row %d", mistake, row)
                            .isEqualTo(plain.tokens());
                    assertThat(guessed.finished()).isEqualTo(plain.finished());
                    for (int i = 0; i < plain.tokens().size(); i++) {
                        assertThat(guessed.logProbabilities().get(i))
                                .isCloseTo(plain.logProbabilities().get(i), within(1e-4));
                    }
                    int place = Math.min(mistake + row, plain.tokens().size());
                    int wholePasses = place == 0 ? 1 : 2;
                    assertThat(guessed.passes())
                            .isEqualTo(wholePasses + Math.max(0, plain.tokens().size() - place - 1));
                }
            }
        }
    }

    @Test
    void drawsAreAmongTheAllowedTokens() {
        try (Scope scope = Scope.open()) {
            SequenceBatch batch = SequenceBatch.of(GoldenModel.sequences(goldenCase), model.config());
            for (long seed = 0; seed < 5; seed++) {
                List<Maze> mazes = mazes(seed); // they complain of any other token
                assertThat(generator(true).generate(batch, GoldenModel.patches(goldenCase), LIMIT, mazes))
                        .allSatisfy(answer -> assertThat(answer.tokens()).isNotEmpty());
            }
        }
    }

    @Test
    void tokensWithoutAChoiceCountTowardsTheLimit() {
        for (int limit = 1; limit < 12; limit++) {
            List<Generation> cut = generate(mazes(5), limit);
            List<Generation> whole = generate(mazes(5), LIMIT);
            for (int row = 0; row < cut.size(); row++) {
                assertThat(cut.get(row).tokens())
                        .isEqualTo(whole.get(row).tokens().subList(0, limit));
                assertThat(cut.get(row).finished()).isFalse();
            }
        }
    }

    @Test
    void guidingLeavesNoHandlesBehind() {
        generate(mazes(1), LIMIT);
        long before = Scope.liveHandles();
        for (int i = 0; i < 3; i++) {
            generate(mazes(1), LIMIT);
        }
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }
}
