package io.millsight.qwen.checkpoint;

import io.millsight.files.MessageText;
import io.millsight.qwen.config.ModelConfig;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.DType;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Compares what weight files hold with what a configuration asks for: nothing may be missing, left over or of another shape. */
public final class StrictTensors {

    private static final String TIED_HEAD = "lm_head.weight";
    private static final String EMBEDDING = "model.embed_tokens.weight";

    /** Of the largest embedding in float32: 60 MB. */
    private static final long ROWS_AT_ONCE = 4096;

    private StrictTensors() {}

    /**
     * Finds the key of every tensor, under either naming scheme.
     *
     * @return by the original name, in the order of the architecture, the key in the files
     * @throws ModelFolderException naming the first tensor that does not fit, and its file
     */
    public static Map<String, String> match(Shards shards, ModelConfig config) {
        requireSoManyTensors(shards, "num_hidden_layers", config.text().layers());
        requireSoManyTensors(shards, "vision_config.depth", config.vision().depth());
        Map<String, String> present = present(shards);
        Map<String, String> keys = new LinkedHashMap<>();
        Map<String, String> unused = new LinkedHashMap<>(present);
        for (TensorHeader wanted : new ParameterShapes(config).headers(DType.FLOAT32)) {
            String name = wanted.name();
            String key = present.get(name);
            if (key == null) {
                throw new ModelFolderException(shards.source() + ": the tensor " + name + " is missing, which "
                        + ModelConfig.FILE + " asks for; the folder is incomplete or of another model");
            }
            requireFit(shards, key, wanted.shape(), wanted.dtype() == DType.INT8);
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
                            + ModelConfig.FILE + " describes, the first is " + MessageText.excerpt(key));
        }
        return keys;
    }

    /**
     * Whether the files hold an output head of other values than the embedding, though the configuration ties the two. Transformers uses such a head.
     *
     * @param keys what {@link #match} found
     */
    public static boolean hasOwnHead(Shards shards, ModelConfig config, Map<String, String> keys) {
        String head = present(shards).get(TIED_HEAD);
        if (!config.text().tiedEmbeddings() || head == null) {
            return false;
        }
        String embedding = Objects.requireNonNull(keys.get(EMBEDDING));
        requireFit(shards, head, shards.header(embedding).shape(), false);
        long rows = config.text().vocabularySize();
        for (long start = 0; start < rows; start += ROWS_AT_ONCE) {
            try (Scope scope = Scope.open()) {
                long count = Math.min(ROWS_AT_ONCE, rows - start);
                Tensor own = shards.tensor(head).narrow(0, start, count).to(DType.FLOAT32);
                Tensor tied = shards.tensor(embedding).narrow(0, start, count).to(DType.FLOAT32);
                if (!own.sameAs(tied)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The key in the files by the original name. */
    private static Map<String, String> present(Shards shards) {
        Map<String, String> present = new LinkedHashMap<>();
        for (String key : shards.names()) {
            String other = present.put(TensorNames.toOld(key), key);
            if (other != null) {
                throw new ModelFolderException(shards.path(key) + ": the tensors " + MessageText.excerpt(other)
                        + " and " + MessageText.excerpt(key) + " are the same under two names");
            }
        }
        return present;
    }

    /** A number that is far off is found before a list is made of all the tensors that it asks for. */
    private static void requireSoManyTensors(Shards shards, String key, int blocks) {
        if (blocks > shards.names().size()) {
            throw new ModelFolderException(String.format(
                    Locale.ROOT,
                    "%s: %s of %s is %,d, but there are only %,d tensors; the folder is incomplete or of another model",
                    shards.source(),
                    key,
                    ModelConfig.FILE,
                    blocks,
                    shards.names().size()));
        }
    }

    private static void requireFit(Shards shards, String key, List<Long> shape, boolean int8) {
        TensorHeader header = shards.header(key);
        if (!header.shape().equals(shape)) {
            throw new ModelFolderException(shards.path(key) + ": the tensor " + key + " has the shape " + header.shape()
                    + ", but " + ModelConfig.FILE + " asks for " + shape);
        }
        if (int8 && header.dtype() != DType.INT8) {
            throw new ModelFolderException(shards.path(key) + ": the tensor " + key + " is of type "
                    + header.dtype().fileName() + ", but " + ModelConfig.FILE
                    + " says that it is stored in I8; write the folder again with 'quantize'");
        }
        if (!int8 && !header.dtype().isFloatingPoint()) {
            throw new ModelFolderException(shards.path(key) + ": the tensor " + key + " is of type "
                    + header.dtype().fileName() + "; only F32, BF16 and F16 weights are read");
        }
    }
}
