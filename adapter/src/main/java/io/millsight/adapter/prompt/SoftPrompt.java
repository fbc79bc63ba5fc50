package io.millsight.adapter.prompt;

import io.millsight.adapter.peft.Adapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftWeightsFile;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * A soft prompt (Lester et al. 2021, "The Power of Scale for Parameter-Efficient Prompt Tuning"): learned rows {@code [N, D]} in float32 that stand
 * before the embeddings of every sequence. It cannot be merged into the weights of a model.
 */
public final class SoftPrompt implements Adapter {

    /** PEFT's key of the rows. */
    private static final String KEY = "prompt_embeddings";

    private final SoftPromptConfig config;
    private final Tensor rows;
    private final VirtualTokens.Positions positions;
    private final QwenModel base;

    private SoftPrompt(SoftPromptConfig config, Tensor rows, VirtualTokens.Positions positions, QwenModel base) {
        this.config = config;
        this.rows = rows;
        this.positions = positions;
        this.base = base;
    }

    /**
     * Creates a prompt with the initial rows that its settings ask for.
     *
     * @param base the model that it is for; borrowed
     * @param tokenizer of the model
     * @param positions of the tokens behind the prompt
     * @param seed of what is drawn
     * @throws AdapterException if the initial text has no tokens
     */
    public static SoftPrompt initialize(
            SoftPromptConfig config,
            QwenModel base,
            QwenTokenizer tokenizer,
            VirtualTokens.Positions positions,
            long seed) {
        int count = config.virtualTokens();
        try (Scope scope = Scope.open()) {
            Tensor rows = switch (config.initialization()) {
                case TEXT -> embeddings(base, repeated(config.text(), tokenizer, count));
                case SAMPLE_VOCAB -> embeddings(base, drawn(base, count, seed));
                case RANDOM -> normal(base, count, seed);
            };
            return new SoftPrompt(config, rows.to(base.device()).retain(), positions, base);
        }
    }

    private static long[] repeated(String text, QwenTokenizer tokenizer, int count) {
        int[] ids = tokenizer.encode(text);
        if (ids.length == 0) {
            throw new AdapterException(
                    "prompt_tuning_init_text has no tokens; give a text, or another" + " prompt_tuning_init than TEXT");
        }
        return LongStream.range(0, count).map(i -> ids[(int) (i % ids.length)]).toArray();
    }

    private static long[] drawn(QwenModel base, int count, long seed) {
        return new SplittableRandom(seed)
                .longs(count, 0, base.config().text().vocabularySize())
                .toArray();
    }

    private static Tensor embeddings(QwenModel base, long[] ids) { // [N, D]
        Tensor tokens = Tensor.of(ids, 1, ids.length).to(base.device());
        return base.language().embed(tokens).select(0, 0).to(DType.FLOAT32).copy();
    }

    private static Tensor normal(QwenModel base, int count, long seed) {
        try (RandomGenerator generator = RandomGenerator.seeded(seed, Device.CPU)) {
            return generator.normal(0, 1, count, base.config().text().hiddenSize());
        }
    }

    /**
     * Reads an adapter folder, written here or by PEFT.
     *
     * @param base the model that it is for; borrowed
     * @param positions of the tokens behind the prompt; PEFT's files do not tell them
     * @throws AdapterException if it is not for this model, or its files contradict each other
     */
    public static SoftPrompt load(Path folder, QwenModel base, VirtualTokens.Positions positions) {
        SoftPromptConfig config = SoftPromptConfig.read(folder);
        try (SafetensorsFile weights = PeftWeightsFile.open(folder)) {
            weights.names().stream()
                    .filter(name -> !name.equals(KEY))
                    .findFirst()
                    .ifPresent(name -> {
                        throw new AdapterException(
                                weights.path() + ": the tensor " + name + " is no part of a soft prompt");
                    });
            if (weights.names().isEmpty()) {
                throw new AdapterException(weights.path() + ": the tensor " + KEY + " is missing");
            }
            int width = base.config().text().hiddenSize();
            Tensor rows = PeftWeightsFile.read(weights, KEY, base.device(), config.virtualTokens(), width);
            return new SoftPrompt(config, rows, positions, base);
        }
    }

    /** The shape of the prompt. */
    public SoftPromptConfig config() {
        return config;
    }

    @Override
    public QwenModel applyTo(QwenModel model) {
        return model.withVirtualTokens(new VirtualTokens(rows, positions));
    }

    @Override
    public Map<String, Tensor> parameters() {
        return Map.of(KEY, rows);
    }

    @Override
    public boolean changesVision() {
        return false;
    }

    @Override
    public void train(boolean training) {
        // a soft prompt has no dropout
    }

    @Override
    public void save(Path folder, String baseModel) throws IOException {
        SafetensorsWriter.write(folder.resolve(PeftWeightsFile.NAME), parameters());
        SoftPromptConfigFile.write(folder, config, base.config().text(), baseModel);
    }

    @Override
    public void close() {
        rows.close();
    }
}
