package io.millsight.adapter.lora;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftConfigFile;
import io.millsight.adapter.peft.PeftWeightsFile;
import io.millsight.qwen.checkpoint.TensorNames;
import io.millsight.qwen.layer.DenseLinear;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the matrices of adapter_model.safetensors, with the key names of any release. Every tensor of the file must be used. */
final class LoraWeightsFile {

    private static final String KEY_PREFIX = "base_model.model.";
    private static final String A_SUFFIX = ".lora_A.weight";
    private static final String B_SUFFIX = ".lora_B.weight";
    private static final String MAGNITUDES_SUFFIX = ".lora_magnitude_vector";
    private static final List<String> SUFFIXES = List.of(A_SUFFIX, B_SUFFIX, MAGNITUDES_SUFFIX);

    private LoraWeightsFile() {}

    /** PEFT's key of a module's matrix A. */
    static String keyOfA(String module) {
        return KEY_PREFIX + module + A_SUFFIX;
    }

    /** PEFT's key of a module's matrix B. */
    static String keyOfB(String module) {
        return KEY_PREFIX + module + B_SUFFIX;
    }

    /** PEFT's key of the magnitudes of a module's rows. */
    static String keyOfMagnitudes(String module) {
        return KEY_PREFIX + module + MAGNITUDES_SUFFIX;
    }

    /**
     * Reads the matrices of an adapter folder.
     *
     * @param config of the adapter
     * @param layers all linear layers of the model by module
     * @return the pairs by module, in the model's order; float32, and the caller's to close
     * @throws AdapterException if a matrix is missing, unexpected or of another shape
     */
    static Map<String, LoraPair> read(Path folder, LoraConfig config, Map<String, DenseLinear> layers) {
        Map<String, LoraPair> pairs = new LinkedHashMap<>();
        try (Opening opening = new Opening();
                SafetensorsFile weights = PeftWeightsFile.open(folder)) {
            Map<String, String> keys = moduleKeys(weights);
            Set<String> unused = new LinkedHashSet<>(keys.keySet());
            fittingSites(folder, config, layers, keys).forEach((module, site) -> {
                DenseLinear layer = Objects.requireNonNull(layers.get(module));
                long[] shape = layer.weight().shape();
                Device device = layer.weight().device();
                unused.remove(module + A_SUFFIX);
                unused.remove(module + B_SUFFIX);
                Tensor a = opening.add(read(weights, keys, module + A_SUFFIX, device, site.rank(), shape[1]));
                Tensor b = opening.add(read(weights, keys, module + B_SUFFIX, device, shape[0], site.rank()));
                RowMagnitudes magnitudes = null;
                if (config.weightDecomposed()) {
                    unused.remove(module + MAGNITUDES_SUFFIX);
                    magnitudes = opening.add(
                            RowMagnitudes.of(layer, read(weights, keys, module + MAGNITUDES_SUFFIX, device, shape[0])));
                }
                pairs.put(module, new LoraPair(a, b, site.scaling(), magnitudes));
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

    /** Returns the number of modules that have matrices in a file. */
    static int modules(SafetensorsFile weights) {
        return (int)
                weights.names().stream().filter(name -> name.endsWith(A_SUFFIX)).count();
    }

    /** Returns the file's keys by the module names of transformers since 4.52, which are followed by the suffix of the matrix. */
    private static Map<String, String> moduleKeys(SafetensorsFile weights) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (String key : weights.names()) {
            if (!key.startsWith(KEY_PREFIX) || SUFFIXES.stream().noneMatch(key::endsWith)) {
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
        return PeftWeightsFile.read(weights, key, device, shape);
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
                keys.keySet().stream().map(LoraWeightsFile::withoutSuffix).collect(Collectors.toSet());
        try {
            Map<String, LoraSites.Site> sites = LoraSites.of(config, layers.keySet(), names);
            Map<String, LoraSites.Site> others = LoraSites.of(config, layers.keySet(), names.other());
            return LoraAdapter.requireAny(
                    !sites.keySet().equals(modules) && others.keySet().equals(modules) ? others : sites);
        } catch (AdapterException e) {
            throw new AdapterException(folder.resolve(PeftConfigFile.NAME) + ": " + e.getMessage(), e);
        }
    }

    private static String withoutSuffix(String name) {
        return SUFFIXES.stream()
                .filter(name::endsWith)
                .map(suffix -> name.substring(0, name.length() - suffix.length()))
                .findFirst()
                .orElse(name);
    }
}
