package io.millsight.adapter.lora;

import io.millsight.adapter.peft.Adapter;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftWeightsFile;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.checkpoint.WeightChange;
import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A LoRA adapter (Hu et al. 2021): a pair of low-rank matrices for each of some linear layers of a model; with DoRA (Liu et al. 2024) also the
 * magnitudes of the rows of the corrected weight.
 */
public final class LoraAdapter implements Adapter {

    private static final String WEIGHT = ".weight";

    private final LoraConfig config;
    private final Map<String, LoraPair> pairs; // by module, in the model's order
    private final Dropout dropout;

    private LoraAdapter(LoraConfig config, Map<String, LoraPair> pairs) {
        this.config = config;
        this.pairs = pairs;
        this.dropout = new Dropout(config.dropout());
    }

    /**
     * Creates an adapter that does not change the model yet: A is uniform in ±1/√in, B is zero. The same seed gives the same values as in PEFT after
     * {@code torch.manual_seed}. The values are rounded to the base's type, because PEFT converts them to it and back. Magnitudes begin as the
     * lengths of the base's rows.
     *
     * @throws AdapterException if no module matches
     */
    public static LoraAdapter initialize(QwenModel model, LoraConfig config, long seed) {
        Map<String, LoraPair> pairs = new LinkedHashMap<>();
        Map<String, DenseLinear> layers = layers(model);
        try (Opening opening = new Opening();
                RandomGenerator generator = RandomGenerator.seeded(seed, Device.CPU)) {
            LoraAdapter adapter = opening.add(new LoraAdapter(config, pairs));
            requireAny(LoraSites.of(config, layers.keySet(), ModuleNames.NEW)).forEach((module, site) -> {
                try (Scope scope = Scope.open()) {
                    DenseLinear linear = Objects.requireNonNull(layers.get(module));
                    long[] shape = linear.weight().shape(); // [out, in]
                    int rank = site.rank();
                    double bound = 1 / Math.sqrt((double) shape[1]);
                    double boundB = 1 / Math.sqrt(rank);
                    // PEFT draws both matrices once, drops them, and draws again
                    generator.uniform(-bound, bound, rank, shape[1]);
                    generator.uniform(-boundB, boundB, shape[0], rank);
                    Tensor a = generator
                            .uniform(-bound, bound, rank, shape[1])
                            .to(linear.weight().dtype());
                    Device device = linear.weight().device();
                    Tensor b = Tensor.zeros(DType.FLOAT32, device, shape[0], rank);
                    pairs.put(
                            module,
                            new LoraPair(
                                    a.to(DType.FLOAT32).to(device).retain(),
                                    b.retain(),
                                    site.scaling(),
                                    config.weightDecomposed() ? RowMagnitudes.of(linear) : null));
                }
            });
            return opening.complete(adapter);
        }
    }

    /**
     * Reads an adapter folder, written here or by PEFT, with the key names of any release.
     *
     * @throws AdapterException if it does not fit the model: a matrix is missing, unexpected or of another shape, or nothing matches
     */
    public static LoraAdapter load(Path folder, QwenModel model) {
        LoraConfig config = LoraConfigFile.read(folder);
        return new LoraAdapter(config, LoraWeightsFile.read(folder, config, layers(model)));
    }

    /** Returns the number of modules that the matrices of a file correct. */
    public static int modules(SafetensorsFile weights) {
        return LoraWeightsFile.modules(weights);
    }

    /** Whether an adapter of this shape has a place in the model. */
    public static boolean matchesAny(QwenModel model, LoraConfig config) {
        return !LoraSites.of(config, layers(model).keySet(), ModuleNames.NEW).isEmpty();
    }

    static Map<String, LoraSites.Site> requireAny(Map<String, LoraSites.Site> sites) {
        if (sites.isEmpty()) {
            throw new AdapterException("target_modules matches no module of the model; its names look like"
                    + " model.language_model.layers.0.self_attn.q_proj");
        }
        return sites;
    }

    /** The linear layers of a model by name. */
    private static Map<String, DenseLinear> layers(QwenModel model) {
        Map<String, DenseLinear> layers = new LinkedHashMap<>();
        model.withLinears((module, linear) -> {
            if (!(linear instanceof DenseLinear dense)) {
                throw new AdapterException(
                        module + " is in int8 or carries an adapter already; give the adapter its plain base model");
            }
            layers.put(module, dense);
            return linear;
        });
        return layers;
    }

    /** The shape of the adapter. */
    public LoraConfig config() {
        return config;
    }

    /** The modules that the adapter corrects, in the model's order. */
    public Set<String> modules() {
        return Collections.unmodifiableSet(pairs.keySet());
    }

    @Override
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        pairs.forEach((module, pair) -> {
            parameters.put(LoraWeightsFile.keyOfA(module), pair.a());
            parameters.put(LoraWeightsFile.keyOfB(module), pair.b());
            RowMagnitudes magnitudes = pair.magnitudes();
            if (magnitudes != null) {
                parameters.put(LoraWeightsFile.keyOfMagnitudes(module), magnitudes.magnitudes());
            }
        });
        return parameters;
    }

    @Override
    public QwenModel applyTo(QwenModel model) {
        return model.withLinears((module, linear) -> {
            LoraPair pair = pairs.get(module);
            return pair == null ? linear : pair.on(linear, dropout.of(module));
        });
    }

    @Override
    public boolean changesVision() {
        return pairs.keySet().stream().anyMatch(module -> module.startsWith("model.visual."));
    }

    @Override
    public void train(boolean training) {
        dropout.activate(training);
        if (training) {
            pairs.values().forEach(LoraPair::aboutToLearn);
        }
    }

    /**
     * Writes a model folder whose weights are those of the base with the corrections added. Tensors are computed, rounded once and written one by
     * one, so that little memory is needed. The base does not change.
     *
     * @param base the model of this adapter
     * @param source the folder of the base
     * @param target exists and is empty
     * @param dtype of the written weights
     */
    public void writeMerged(QwenModel base, ModelFolder source, Path target, DType dtype) throws IOException {
        WeightChange merging = merging();
        source.writeCopy(
                target,
                dtype,
                name -> merging.changed(
                        name, Objects.requireNonNull(base.weights().get(name))));
    }

    /**
     * Returns what adds the corrections to the weights of the base while these are loaded or written. The sums are in float32, for whatever reads
     * them to round once. The adapter must stay open until then.
     */
    public WeightChange merging() {
        return (name, weight) -> {
            LoraPair pair =
                    name.endsWith(WEIGHT) ? pairs.get(TensorNames.toNew(name.replaceFirst("\\.weight$", ""))) : null;
            return pair == null ? weight : pair.merged(new DenseLinear(weight.to(DType.FLOAT32), null));
        };
    }

    @Override
    public void save(Path folder, String baseModel) throws IOException {
        SafetensorsWriter.write(folder.resolve(PeftWeightsFile.NAME), parameters());
        LoraConfigFile.write(folder, config, baseModel);
    }

    @Override
    public void close() {
        pairs.values().forEach(LoraPair::close);
    }
}
