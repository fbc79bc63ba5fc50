package io.millsight.qwen;

import io.millsight.torch.DType;
import io.millsight.torch.TensorHeader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares what weight files hold with what a configuration asks for: nothing may be missing, left over or of another shape. */
final class StrictTensors {

    private static final String TIED_HEAD = "lm_head.weight";

    private StrictTensors() {}

    /**
     * Finds the key of every tensor, under either naming scheme.
     *
     * @return by the original name, in the order of the architecture, the key in the files
     * @throws ModelFolderException naming the first tensor that does not fit, and its file
     */
    static Map<String, String> match(Shards shards, ModelConfig config) {
        Map<String, String> present = new LinkedHashMap<>();
        for (String key : shards.names()) {
            String other = present.put(TensorNames.toOld(key), key);
            if (other != null) {
                throw new ModelFolderException(
                        shards.path(key) + ": the tensors " + other + " and " + key + " are the same under two names");
            }
        }
        Map<String, String> keys = new LinkedHashMap<>();
        Map<String, String> unused = new LinkedHashMap<>(present);
        for (TensorHeader wanted : new ParameterShapes(config).headers(DType.FLOAT32)) {
            String name = wanted.name();
            String key = present.get(name);
            if (key == null) {
                throw new ModelFolderException(shards.source() + ": the tensor " + name + " is missing, which "
                        + ModelConfig.FILE + " asks for; the folder is incomplete or of another model");
            }
            requireFit(shards, key, wanted.shape());
            keys.put(name, key);
            unused.remove(name);
        }
        if (config.text().tiedEmbeddings()) {
            unused.remove(TIED_HEAD); // some writers store the shared weight twice
        }
        if (!unused.isEmpty()) {
            String key = unused.values().iterator().next();
            throw new ModelFolderException(
                    shards.path(key) + ": " + unused.size() + " tensors have no place in the model that "
                            + ModelConfig.FILE + " describes, the first is " + key);
        }
        return keys;
    }

    private static void requireFit(Shards shards, String key, List<Long> shape) {
        TensorHeader header = shards.header(key);
        if (!header.shape().equals(shape)) {
            throw new ModelFolderException(shards.path(key) + ": the tensor " + key + " has the shape " + header.shape()
                    + ", but " + ModelConfig.FILE + " asks for " + shape);
        }
        if (!header.dtype().isFloatingPoint()) {
            throw new ModelFolderException(shards.path(key) + ": the tensor " + key + " is of type "
                    + header.dtype().fileName() + "; only F32, BF16 and F16 weights are read");
        }
    }
}
