package io.millsight.qwen;

import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.text.KeyValueCache;
import io.millsight.qwen.text.LanguageModel;
import io.millsight.qwen.text.NewTokens;
import io.millsight.qwen.text.SequenceBatch;
import io.millsight.qwen.text.TokenSequence;
import io.millsight.qwen.text.VirtualTokens;
import io.millsight.qwen.vision.VisionTower;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Qwen2.5-VL: a vision tower and a language model over named weights.
 *
 * <p>The model is a function of its weights and holds no state of its own. Copies made by {@link #withLinears} and
 * {@link #withVirtualTokens} share them; whoever loaded the
 * weights closes the model that came with them, last. Results belong to the caller's scope. A model whose weights nobody changes may be
 * used by several threads.
 */
public final class QwenModel implements AutoCloseable {

    private final ModelConfig config;
    private final ModelWeights weights;
    private final VisionTower vision;
    private final LanguageModel language;
    private final @Nullable VirtualTokens virtual;

    private QwenModel(
            ModelConfig config,
            ModelWeights weights,
            VisionTower vision,
            LanguageModel language,
            @Nullable VirtualTokens virtual) {
        this.config = config;
        this.weights = weights;
        this.vision = vision;
        this.language = language;
        this.virtual = virtual;
    }

    /**
     * Builds a model over weights, which it owns from now on.
     *
     * @param weights by the keys of the original repositories, complete and of the configuration's shapes
     */
    public static QwenModel of(ModelConfig config, Map<String, Tensor> weights) {
        return of(config, new ModelWeights(weights));
    }

    /** Builds a model over weights and layers made of weights, all of which it owns from now on. */
    static QwenModel of(ModelConfig config, ModelWeights weights) {
        return new QwenModel(
                config,
                weights,
                VisionTower.of(config.vision(), weights),
                LanguageModel.of(config.text(), weights),
                null);
    }

    /** The same model with other linear layers; the embedding and the output head are not among them. */
    public QwenModel withLinears(LinearMap map) {
        return new QwenModel(config, weights, vision.withLinears(map), language.withLinears(map), virtual);
    }

    /** The same model with virtual tokens before every sequence; the tokens stay the caller's. */
    public QwenModel withVirtualTokens(VirtualTokens tokens) {
        return new QwenModel(config, weights, vision, language, tokens);
    }

    /** The number of virtual tokens before every sequence; 0 for none. */
    public int virtualTokens() {
        return virtual == null ? 0 : virtual.count();
    }

    /**
     * Makes a batch of samples for this model, with its virtual tokens.
     *
     * @throws IllegalArgumentException if there is no sample, a sample is empty, or its placeholders do not match its images
     */
    public SequenceBatch batch(List<TokenSequence> sequences) {
        SequenceBatch batch = SequenceBatch.of(sequences, config);
        return virtual == null ? batch : batch.behind(virtual);
    }

    public ModelConfig config() {
        return config;
    }

    /** The weights by the keys of the original repositories, without those of prepared layers; not copies. */
    public Map<String, Tensor> weights() {
        return Collections.unmodifiableMap(weights.tensors());
    }

    public VisionTower vision() {
        return vision;
    }

    public LanguageModel language() {
        return language;
    }

    /** The type of the embedding, in which the model computes. */
    public DType dtype() {
        return embedding().dtype();
    }

    public Device device() {
        return embedding().device();
    }

    private Tensor embedding() {
        return weights.get("model.embed_tokens.weight");
    }

    /**
     * Runs a batch from its first token.
     *
     * @param batch the samples, from {@link #batch}
     * @param imageRows what {@link VisionTower#forward} gave for the batch's images; null if it has none
     * @param cache collects keys and values for {@link #decode}; null if there will be none
     * @return what went into the last layer and what came out of it; {@link LanguageModel#logits} takes those rows that matter
     */
    public LanguageModel.Hidden forward(
            SequenceBatch batch, @Nullable Tensor imageRows, @Nullable KeyValueCache cache) {
        Tensor embeddings = embed(batch, imageRows);
        if (cache != null) {
            int[] counts = new int[batch.size()];
            Arrays.fill(counts, batch.length());
            cache.expect(counts);
        }
        return language.forward(embeddings, batch.positions(), batch.causalMask(embeddings.dtype(), device()), cache);
    }

    /**
     * Runs a packed batch from its first token, for the rows that a loss needs.
     *
     * @param batch the samples, packed
     * @param imageRows what {@link VisionTower#forward} gave for the batch's images; null if it has none
     * @param wanted slots, in rising order
     * @param seeds of each sample, for what is drawn at random; empty where nothing is
     * @param recomputation takes each layer as a part
     * @return what went into the last layer, {@code [1, L, D]}, and what came out of it for the wanted slots, {@code [1, R, D]}
     */
    public LanguageModel.Hidden forward(
            SequenceBatch batch, @Nullable Tensor imageRows, long[] wanted, long[] seeds, Recomputation recomputation) {
        return language.forward(embed(batch, imageRows), batch, wanted, seeds, recomputation);
    }

    /** Token embeddings, with the rows of images in place of their placeholders, and behind the virtual tokens: {@code [B, L, D]}. */
    public Tensor embed(SequenceBatch batch, @Nullable Tensor imageRows) {
        if (batch.virtualTokens() != virtualTokens()) {
            throw new IllegalArgumentException("the batch is for " + batch.virtualTokens()
                    + " virtual tokens, but the model has " + virtualTokens());
        }
        Tensor tokens = language.embed(batch.tokens(device())); // [B, L, D]
        if (virtual != null) {
            long width = tokens.size(2);
            Tensor rows = virtual.rows() // [N, D]
                    .to(tokens.dtype())
                    .unsqueeze(0)
                    .expand(batch.size(), virtual.count(), width)
                    .reshape(-1, width);
            tokens = replaced(tokens, batch.virtualSlots(), rows);
        }
        long[] slots = batch.imageSlots();
        long rows = imageRows == null ? 0 : imageRows.size(0);
        if (rows != slots.length) {
            throw new IllegalArgumentException(
                    "the batch has " + slots.length + " placeholders for " + rows + " image rows");
        }
        return imageRows == null ? tokens : replaced(tokens, slots, imageRows.to(tokens.dtype()));
    }

    private Tensor replaced(Tensor tokens, long[] slots, Tensor rows) {
        return tokens.reshape(-1, tokens.size(2))
                .indexCopy(0, Tensor.of(slots, slots.length).to(device()), rows)
                .reshape(tokens.shape());
    }

    /** Room for a batch, which grows with the tokens to come; the caller closes it. */
    public KeyValueCache newCache(SequenceBatch batch) {
        return new KeyValueCache(config.text(), batch.size(), batch.length(), dtype(), language.devices());
    }

    /**
     * Runs new tokens behind what the cache holds, for some rows perhaps more than for others.
     *
     * @param batch the samples that filled the cache
     * @return logits behind each row's last token that is no guess and behind each of its guesses, row by row, {@code [R, V]}; of a row without new
     *     tokens they mean nothing
     */
    public Tensor decode(SequenceBatch batch, NewTokens tokens, KeyValueCache cache) {
        cache.expect(IntStream.range(0, tokens.rows()).map(tokens::count).toArray());
        Tensor embeddings = language.embed(tokens.ids(device())); // [1, N, D]
        return language.logits(language.forward(embeddings, batch, tokens, cache));
    }

    @Override
    public void close() {
        weights.close();
    }
}
