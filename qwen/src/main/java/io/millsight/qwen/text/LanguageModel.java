package io.millsight.qwen.text;

import io.millsight.qwen.config.TextConfig;
import io.millsight.qwen.layer.Linear;
import io.millsight.qwen.layer.LinearMap;
import io.millsight.qwen.layer.ModelWeights;
import io.millsight.qwen.layer.PerDevice;
import io.millsight.qwen.layer.RmsNorm;
import io.millsight.qwen.layer.SampleRows;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Recomputation;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The language model: embeddings in, logits out. B samples, T tokens, D the width, V the vocabulary.
 */
public final class LanguageModel {

    /**
     * What a pass computed, {@code [B, T, D]}; {@link #logits} reads both.
     *
     * @param beforeLast what goes into the last layer
     * @param last what comes out of it
     */
    public record Hidden(Tensor beforeLast, Tensor last) {}

    private final TextConfig config;
    private final Tensor embedding; // [V, D]
    private final List<DecoderLayer> layers;
    private final RmsNorm norm;
    private final Linear head;
    private final MultimodalRotary rotary;
    private final Device first;
    private final List<Device> devices; // of the layers

    private LanguageModel(TextConfig config, Tensor embedding, List<DecoderLayer> layers, RmsNorm norm, Linear head) {
        this.config = config;
        this.embedding = embedding;
        this.layers = List.copyOf(layers);
        this.norm = norm;
        this.head = head;
        this.rotary = new MultimodalRotary(config);
        this.first = embedding.device();
        this.devices = layers.stream().map(DecoderLayer::device).toList();
    }

    public static LanguageModel of(TextConfig config, ModelWeights weights) {
        List<DecoderLayer> layers = new ArrayList<>();
        for (int i = 0; i < config.layers(); i++) {
            layers.add(DecoderLayer.of(weights, "model.layers." + i + ".", config));
        }
        Tensor embedding = weights.get("model.embed_tokens.weight");
        Linear head = weights.head(config.tiedEmbeddings(), embedding);
        return new LanguageModel(config, embedding, layers, weights.norm("model.norm", config.rmsNormEpsilon()), head);
    }

    public LanguageModel withLinears(LinearMap map) {
        List<DecoderLayer> mapped = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            mapped.add(layers.get(i).map(map, "model.language_model.layers." + i + "."));
        }
        return new LanguageModel(config, embedding, mapped, norm, head);
    }

    /** The device of each layer. */
    public List<Device> devices() {
        return devices;
    }

    /** Token ids {@code [B, T]} to embeddings {@code [B, T, D]}. */
    public Tensor embed(Tensor tokens) {
        return embedding.embedding(tokens);
    }

    /**
     * Runs all layers on whole rows.
     *
     * @param embeddings {@code [B, T, D]}
     * @param positions {@code [3, B, T]}
     * @param mask added to the scores, {@code [B, 1, T, S]}; null for plain causality
     * @param cache takes the keys and values, which it expects; null for none
     * @return outputs before the final normalisation
     */
    public Hidden forward(
            Tensor embeddings, int[][][] positions, @Nullable Tensor mask, @Nullable KeyValueCache cache) {
        PerDevice<DecoderLayer.Context> contexts =
                new PerDevice<>(device -> context(embeddings.dtype(), positions, mask, cache, device));
        Tensor hidden = beforeLast(embeddings, contexts, Recomputation.NONE);
        int last = layers.size() - 1;
        Tensor arrived = arriving(hidden, last);
        Hidden outputs = leaving(arrived, layer(last, arrived, contexts.on(devices.get(last))));
        if (cache != null) {
            cache.advance();
        }
        return outputs;
    }

    /**
     * Runs all layers on a packed batch, the last one only for the rows that matter.
     *
     * @param embeddings {@code [1, L, D]}
     * @param wanted slots, in rising order
     * @param seeds of each sample, for what is drawn at random; empty where nothing is
     * @param recomputation takes each layer as a part
     * @return outputs before the final normalisation: {@code [1, L, D]} before the last layer, {@code [1, R, D]} behind it
     */
    public Hidden forward(
            Tensor embeddings, SequenceBatch batch, long[] wanted, long[] seeds, Recomputation recomputation) {
        SampleRows samples = SampleRows.of(batch.lengths(), seeds);
        PerDevice<DecoderLayer.Context> contexts = new PerDevice<>(device -> new DecoderLayer.Context(
                rotary.angles(batch.positions(), device).to(embeddings.dtype()),
                null,
                null,
                batch.segments(),
                samples));
        int last = layers.size() - 1;
        Device device = devices.get(last);
        Tensor hidden = arriving(beforeLast(embeddings, contexts, recomputation), last);
        Tensor indices = Tensor.of(wanted, wanted.length).to(device);
        DecoderLayer.Context context = contexts.on(device);
        DecoderLayer.Rows rows = new DecoderLayer.Rows(
                indices,
                context.angles().at(2, indices),
                batch.mask(wanted).to(device).to(embeddings.dtype()),
                SampleRows.of(batch.counts(wanted), seeds));
        return leaving(
                hidden, recomputation.part(hidden, input -> layers.get(last).forward(input, context, rows)));
    }

    /**
     * Runs all layers on tokens behind those that a cache holds.
     *
     * @param embeddings of the new tokens, {@code [1, N, D]}
     * @param batch the samples that filled the cache
     * @param cache expects the tokens; supplies the keys and values of earlier ones and takes those of the new ones
     * @return outputs of the last layer behind each row's last token that is no guess and behind each of its guesses, row by row, {@code [R, D]}; of
     *     a row without new tokens they mean nothing
     */
    public Tensor forward(Tensor embeddings, SequenceBatch batch, NewTokens tokens, KeyValueCache cache) {
        PerDevice<DecoderLayer.Step> steps = new PerDevice<>(device -> new DecoderLayer.Step(
                rotary.angles(tokens.positions(batch, cache), device).to(embeddings.dtype()),
                tokens.mask(batch, cache, embeddings.dtype(), device),
                cache,
                Tensor.of(cache.arrivingSlots(), tokens.total()).to(device),
                new NewRows(tokens, device)));
        Tensor hidden = embeddings;
        for (int i = 0; i < layers.size(); i++) {
            hidden = layers.get(i).forward(arriving(hidden, i), steps.on(devices.get(i)), i);
        }
        cache.advance();
        long[] asked = tokens.asked();
        return leaving(hidden)
                .select(0, 0)
                .indexSelect(0, Tensor.of(asked, asked.length).to(first));
    }

    /** Runs all layers but the last. */
    private Tensor beforeLast(
            Tensor embeddings, PerDevice<DecoderLayer.Context> contexts, Recomputation recomputation) {
        Tensor hidden = embeddings;
        for (int i = 0; i < layers.size() - 1; i++) {
            int index = i;
            DecoderLayer.Context context = contexts.on(devices.get(i));
            hidden = recomputation.part(arriving(hidden, i), input -> layer(index, input, context));
        }
        return hidden;
    }

    /** Moves what goes into a layer to its device. */
    private Tensor arriving(Tensor hidden, int layer) {
        Device former = layer == 0 ? first : devices.get(layer - 1);
        return former.equals(devices.get(layer)) ? hidden : hidden.to(devices.get(layer));
    }

    /** Moves what comes out of the layers to the device of the output head. */
    private Tensor leaving(Tensor hidden) {
        return devices.get(devices.size() - 1).equals(first) ? hidden : hidden.to(first);
    }

    private Hidden leaving(Tensor beforeLast, Tensor last) {
        return new Hidden(leaving(beforeLast), leaving(last));
    }

    /** What the layers on a device need to know of whole rows. */
    DecoderLayer.Context context(
            DType dtype, int[][][] positions, @Nullable Tensor mask, @Nullable KeyValueCache cache, Device device) {
        return new DecoderLayer.Context(
                rotary.angles(positions, device).to(dtype),
                mask == null ? null : mask.to(device),
                cache,
                null,
                SampleRows.UNSEEDED);
    }

    Tensor layer(int index, Tensor hidden, DecoderLayer.Context context) {
        return layers.get(index).forward(hidden, context, index);
    }

    public Tensor normalize(Tensor hidden) {
        return norm.apply(hidden);
    }

    /** Outputs of a layer, in general of the last one, {@code [..., D]} to logits {@code [..., V]} in the model's type. */
    public Tensor logits(Tensor hidden) {
        return head.apply(normalize(hidden));
    }
}
