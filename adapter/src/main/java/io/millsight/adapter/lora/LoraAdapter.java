package io.millsight.adapter.lora;

import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.NoGradient;
import io.millsight.torch.Opening;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A LoRA adapter: pairs of small matrices for some linear layers of a model, compatible with PEFT's files.
 *
 * <p>It owns its matrices until it is closed; models made by {@link #applyTo} share them.
 */
public final class LoraAdapter implements AutoCloseable {

    /** PEFT's file of the matrices. */
    public static final String WEIGHTS_FILE = "adapter_model.safetensors";

    private static final String KEY_PREFIX = "base_model.model.";
    private static final String A_SUFFIX = ".lora_A.weight";
    private static final String B_SUFFIX = ".lora_B.weight";

    /**
     * The correction of one module.
     *
     * @param a {@code [r, in]}
     * @param b {@code [out, r]}
     * @param scaling s
     */
    private record Pair(Tensor a, Tensor b, double scaling) {}

    private final LoraConfig config;
    private final Map<String, Pair> pairs; // by module, in the model's order
    private final Dropout dropout;

    private LoraAdapter(LoraConfig config, Map<String, Pair> pairs, Device device) {
        this.config = config;
        this.pairs = pairs;
        this.dropout = new Dropout(config.dropout(), device);
    }

    /**
     * Starts an adapter that does not change the model yet: A uniform in ±1/√in, B zero. The same seed draws the same values as PEFT does after
     * {@code torch.manual_seed}, in the base's type first, as PEFT moves them there and back.
     *
     * @throws AdapterException if no module matches
     */
    public static LoraAdapter initialize(QwenModel model, LoraConfig config, long seed) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        Map<String, DenseLinear> layers = layers(model);
        try (Opening opening = new Opening();
                RandomGenerator generator = RandomGenerator.seeded(seed, Device.CPU)) {
            LoraAdapter adapter = opening.add(new LoraAdapter(config, pairs, model.device()));
            requireAny(LoraSites.of(config, layers.keySet(), ModuleNames.NEW)).forEach((module, site) -> {
                try (Scope scope = Scope.open()) {
                    DenseLinear linear = Objects.requireNonNull(layers.get(module));
                    long[] shape = linear.weight().shape(); // [out, in]
                    int rank = site.rank();
                    double bound = 1 / Math.sqrt((double) shape[1]);
                    double boundB = 1 / Math.sqrt(rank);
                    // PEFT initialises both layers once before it does so properly
                    generator.uniform(-bound, bound, rank, shape[1]);
                    generator.uniform(-boundB, boundB, shape[0], rank);
                    Tensor a = generator
                            .uniform(-bound, bound, rank, shape[1])
                            .to(linear.weight().dtype());
                    Tensor b = Tensor.zeros(DType.FLOAT32, model.device(), shape[0], rank);
                    pairs.put(
                            module,
                            new Pair(a.to(DType.FLOAT32).to(model.device()).retain(), b.retain(), site.scaling()));
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
        LoraConfig config = AdapterConfigFile.read(folder);
        Map<String, Pair> pairs = new LinkedHashMap<>();
        try (Opening opening = new Opening();
                SafetensorsFile weights = openWeights(folder)) {
            LoraAdapter adapter = opening.add(new LoraAdapter(config, pairs, model.device()));
            Map<String, String> keys = moduleKeys(weights);
            Set<String> unused = new LinkedHashSet<>(keys.keySet());
            Map<String, DenseLinear> layers = layers(model);
            fittingSites(folder, config, layers, keys).forEach((module, site) -> {
                long[] shape =
                        Objects.requireNonNull(layers.get(module)).weight().shape();
                unused.remove(module + A_SUFFIX);
                unused.remove(module + B_SUFFIX);
                Tensor a = opening.add(read(weights, keys, module + A_SUFFIX, model.device(), site.rank(), shape[1]));
                Tensor b = opening.add(read(weights, keys, module + B_SUFFIX, model.device(), shape[0], site.rank()));
                pairs.put(module, new Pair(a, b, site.scaling()));
            });
            if (!unused.isEmpty()) {
                throw new AdapterException(weights.path() + ": " + unused.size()
                        + " tensors match no module of the base model, the first is "
                        + keys.get(unused.iterator().next())
                        + "; the adapter is for another base or for other target_modules");
            }
            return opening.complete(adapter);
        }
    }

    static SafetensorsFile openWeights(Path folder) {
        Path file = folder.resolve(WEIGHTS_FILE);
        if (!Files.exists(file)) {
            throw new AdapterException(folder + ": there is no " + WEIGHTS_FILE
                    + " (adapters in other formats than safetensors are not read)");
        }
        return SafetensorsFile.open(file);
    }

    /** The file's keys by module name of transformers since 4.52, with the suffix of the matrix. */
    private static Map<String, String> moduleKeys(SafetensorsFile weights) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String key : weights.names()) {
            if (!key.startsWith(KEY_PREFIX) || !(key.endsWith(A_SUFFIX) || key.endsWith(B_SUFFIX))) {
                throw new AdapterException(weights.path() + ": the tensor " + key + " is no LoRA matrix");
            }
            keys.put(TensorNames.toNew(key.substring(KEY_PREFIX.length())), key);
        }
        return keys;
    }

    private static Tensor read(
            SafetensorsFile weights, Map<String, String> keys, String name, Device device, long... shape) {
        String key = keys.get(name);
        if (key == null) {
            throw new AdapterException(weights.path() + ": the tensor " + KEY_PREFIX + name
                    + " is missing; the adapter is incomplete or for another base");
        }
        TensorHeader header = weights.header(key);
        if (!header.shape().equals(Arrays.stream(shape).boxed().toList())) {
            throw new AdapterException(weights.path() + ": the tensor " + key + " has the shape " + header.shape()
                    + ", but the base model and " + AdapterConfigFile.NAME + " ask for "
                    + Arrays.toString(shape) + "; the adapter is for another base");
        }
        if (!header.dtype().isFloatingPoint()) {
            throw new AdapterException(weights.path() + ": the tensor " + key + " is of type "
                    + header.dtype().fileName() + ", but matrices are F32, BF16, F16 or F64");
        }
        try (Scope scope = Scope.open()) {
            return weights.tensor(key).to(DType.FLOAT32).to(device).copy().retain();
        }
    }

    /**
     * The sites that a file's matrices are for. The configuration is read in the scheme of names that the file's keys have, and in the other one if only
     * that fits the matrices.
     */
    private static Map<String, LoraSites.Site> fittingSites(
            Path folder, LoraConfig config, Map<String, DenseLinear> layers, Map<String, String> keys) {
        boolean old = keys.entrySet().stream().anyMatch(key -> !key.getValue().equals(KEY_PREFIX + key.getKey()));
        ModuleNames names = old ? ModuleNames.OLD : ModuleNames.NEW;
        Set<String> modules =
                keys.keySet().stream().map(LoraAdapter::withoutSuffix).collect(Collectors.toSet());
        try {
            Map<String, LoraSites.Site> sites = LoraSites.of(config, layers.keySet(), names);
            Map<String, LoraSites.Site> others = LoraSites.of(config, layers.keySet(), names.other());
            return requireAny(!sites.keySet().equals(modules) && others.keySet().equals(modules) ? others : sites);
        } catch (AdapterException e) {
            throw new AdapterException(folder.resolve(AdapterConfigFile.NAME) + ": " + e.getMessage(), e);
        }
    }

    private static String withoutSuffix(String name) {
        return name.substring(0, name.length() - A_SUFFIX.length()); // both are as long
    }

    private static Map<String, LoraSites.Site> requireAny(Map<String, LoraSites.Site> sites) {
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
                throw new AdapterException(module + " already carries an adapter; merge it first");
            }
            layers.put(module, dense);
            return linear;
        });
        return layers;
    }

    public LoraConfig config() {
        return config;
    }

    /** The modules that it corrects, in the model's order. */
    public Set<String> modules() {
        return Collections.unmodifiableSet(pairs.keySet());
    }

    /** How many numbers it holds. */
    public long parameterCount() {
        return pairs.values().stream()
                .mapToLong(pair -> pair.a().elements() + pair.b().elements())
                .sum();
    }

    /** The matrices by PEFT's keys; not copies. */
    public Map<String, Tensor> parameters() {
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        pairs.forEach((module, pair) -> {
            parameters.put(KEY_PREFIX + module + A_SUFFIX, pair.a());
            parameters.put(KEY_PREFIX + module + B_SUFFIX, pair.b());
        });
        return parameters;
    }

    /** The model with its corrections; the base stays as it is. */
    public QwenModel applyTo(QwenModel model) {
        return model.withLinears((module, linear) -> {
            Pair pair = pairs.get(module);
            return pair == null ? linear : new LoraLinear(linear, pair.a(), pair.b(), pair.scaling(), dropout);
        });
    }

    /** Switches the dropout of training on or off. */
    public void train(boolean training) {
        dropout.activate(training);
    }

    /** Lets the dropout draw from a seed on. */
    public void seed(long seed) {
        dropout.seed(seed);
    }

    /** Adds the corrections to the base's own weights, which then answers as the corrected model does. */
    public void merge(QwenModel model) {
        addToWeights(model, 1);
    }

    /** Takes the corrections out of a merged base again, up to rounding. */
    public void unmerge(QwenModel model) {
        addToWeights(model, -1);
    }

    private void addToWeights(QwenModel model, double sign) {
        try (NoGradient off = NoGradient.open()) {
            Map<String, DenseLinear> layers = layers(model);
            pairs.forEach((module, pair) -> {
                try (Scope scope = Scope.open()) {
                    DenseLinear linear = Objects.requireNonNull(layers.get(module));
                    linear.weight().copyFrom(merged(linear, pair, sign));
                }
            });
        }
    }

    /** A module's weight with its correction, summed in float32 and in the current scope. */
    private static Tensor merged(DenseLinear linear, Pair pair, double sign) {
        Tensor correction = pair.b().matmul(pair.a()).times(sign * pair.scaling());
        return linear.weight().to(DType.FLOAT32).plus(correction);
    }

    /**
     * Writes the base with the corrections in its weights as a model folder of its own, tensor by tensor and rounded once, so that it takes
     * little memory whatever the size of the model. The base stays as it is.
     *
     * @param base the model that this adapter was loaded for
     * @param source its folder
     * @param target exists and is empty
     * @param dtype of the written weights
     */
    public void writeMerged(QwenModel base, ModelFolder source, Path target, DType dtype) throws IOException {
        Map<String, DenseLinear> layers = layers(base);
        source.writeCopy(target, dtype, name -> {
            String module = TensorNames.toNew(name.replaceFirst("\\.weight$", ""));
            Pair pair = name.endsWith(".weight") ? pairs.get(module) : null;
            return pair == null
                    ? Objects.requireNonNull(base.weights().get(name))
                    : merged(Objects.requireNonNull(layers.get(module)), pair, 1);
        });
    }

    /**
     * Writes an adapter folder that PEFT loads.
     *
     * @param folder exists
     * @param baseModel where the base was loaded from, for readers
     */
    public void save(Path folder, String baseModel) throws IOException {
        SafetensorsWriter.write(folder.resolve(WEIGHTS_FILE), parameters());
        AdapterConfigFile.write(folder, config, baseModel);
    }

    @Override
    public void close() {
        dropout.close();
        pairs.values().forEach(pair -> {
            pair.a().close();
            pair.b().close();
        });
    }
}
