package io.millsight.adapter.lora;

import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads adapter_model.safetensors, PEFT's file of the matrices, with the key names of any release. Every tensor of the file must be used. */
final class AdapterWeightsFile {

    static final String NAME = "adapter_model.safetensors";

    private static final String KEY_PREFIX = "base_model.model.";
    private static final String A_SUFFIX = ".lora_A.weight";
    private static final String B_SUFFIX = ".lora_B.weight";

    private AdapterWeightsFile() {}

    /** PEFT's key of a module's matrix A. */
    static String keyOfA(String module) {
        return KEY_PREFIX + module + A_SUFFIX;
    }

    /** PEFT's key of a module's matrix B. */
    static String keyOfB(String module) {
        return KEY_PREFIX + module + B_SUFFIX;
    }

    /**
     * Reads the matrices of an adapter folder.
     *
     * @param config of the adapter
     * @param layers all linear layers of the model by module
     * @param device of the model
     * @return the pairs by module, in the model's order; float32, and the caller's to close
     * @throws AdapterException if a matrix is missing, unexpected or of another shape
     */
    static Map<String, LoraPair> read(Path folder, LoraConfig config, Map<String, DenseLinear> layers, Device device) {
        Map<String, LoraPair> pairs = new LinkedHashMap<>();
        try (Opening opening = new Opening();
                SafetensorsFile weights = open(folder)) {
            Map<String, String> keys = moduleKeys(weights);
            Set<String> unused = new LinkedHashSet<>(keys.keySet());
            fittingSites(folder, config, layers, keys).forEach((module, site) -> {
                long[] shape =
                        Objects.requireNonNull(layers.get(module)).weight().shape();
                unused.remove(module + A_SUFFIX);
                unused.remove(module + B_SUFFIX);
                Tensor a = opening.add(read(weights, keys, module + A_SUFFIX, device, site.rank(), shape[1]));
                Tensor b = opening.add(read(weights, keys, module + B_SUFFIX, device, shape[0], site.rank()));
                pairs.put(module, new LoraPair(a, b, site.scaling()));
            });
            if (!unused.isEmpty()) {
                throw new AdapterException(weights.path() + ": " + unused.size()
                        + " tensors match no module of the base model, the first is "
                        + keys.get(unused.iterator().next())
                        + "; the adapter is for another base or for other target_modules");
            }
            return opening.complete(pairs);
        }
    }

    /** Opens the matrices of an adapter folder. */
    static SafetensorsFile open(Path folder) {
        Path file = folder.resolve(NAME);
        if (!Files.exists(file)) {
            throw new AdapterException(
                    folder + ": there is no " + NAME + " (adapters in other formats than safetensors are not read)");
        }
        return SafetensorsFile.open(file);
    }

    /** Returns the file's keys by the module names of transformers since 4.52, which are followed by the suffix of the matrix. */
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
     * Returns the sites of a file's matrices. The configuration is read in the naming scheme of the file's keys. If only the other scheme fits the
     * matrices, the other one is used.
     */
    private static Map<String, LoraSites.Site> fittingSites(
            Path folder, LoraConfig config, Map<String, DenseLinear> layers, Map<String, String> keys) {
        boolean old = keys.entrySet().stream().anyMatch(key -> !key.getValue().equals(KEY_PREFIX + key.getKey()));
        ModuleNames names = old ? ModuleNames.OLD : ModuleNames.NEW;
        Set<String> modules =
                keys.keySet().stream().map(AdapterWeightsFile::withoutSuffix).collect(Collectors.toSet());
        try {
            Map<String, LoraSites.Site> sites = LoraSites.of(config, layers.keySet(), names);
            Map<String, LoraSites.Site> others = LoraSites.of(config, layers.keySet(), names.other());
            return LoraAdapter.requireAny(
                    !sites.keySet().equals(modules) && others.keySet().equals(modules) ? others : sites);
        } catch (AdapterException e) {
            throw new AdapterException(folder.resolve(AdapterConfigFile.NAME) + ": " + e.getMessage(), e);
        }
    }

    private static String withoutSuffix(String name) {
        return name.substring(0, name.length() - A_SUFFIX.length()); // both suffixes have the same length
    }
}
