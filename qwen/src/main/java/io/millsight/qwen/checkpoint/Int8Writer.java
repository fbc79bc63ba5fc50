package io.millsight.qwen.checkpoint;

import io.millsight.qwen.config.ModelFolderException;
import io.millsight.torch.DType;
import io.millsight.torch.Int8Weight;
import io.millsight.torch.Tensor;
import io.millsight.torch.TensorHeader;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the tensors of a model in int8 from those of the plain model. Scales and values of a weight lie apart in a file, so the weight is rounded for
 * each of them.
 */
public final class Int8Writer {

    private final Shards shards;
    private final Map<String, String> keys;
    private final WeightChange change;

    /**
     * @param shards of the plain model
     * @param keys what {@link StrictTensors#match} found in them
     * @param change what becomes of each weight before it is rounded
     */
    public Int8Writer(Shards shards, Map<String, String> keys, WeightChange change) {
        this.shards = shards;
        this.keys = keys;
        this.change = change;
    }

    /**
     * Makes a tensor of the int8 model, in the current scope.
     *
     * @throws ModelFolderException if a weight is not finite
     */
    public Tensor tensor(TensorHeader header) {
        String name = header.name();
        String weight = ParameterShapes.weightOf(name);
        if (weight != null) {
            return rounded(weight).scales();
        }
        return header.dtype() == DType.INT8
                ? rounded(name).values()
                : plain(name).to(header.dtype());
    }

    private Int8Weight rounded(String name) {
        Int8Weight rounded = Int8Weight.of(plain(name));
        if (!rounded.scales().isFinite()) {
            throw new ModelFolderException(
                    shards.path(key(name)) + ": the tensor " + name + " holds numbers that are not finite");
        }
        return rounded;
    }

    private Tensor plain(String name) {
        return change.changed(name, shards.copy(key(name)));
    }

    private String key(String name) {
        return Objects.requireNonNull(keys.get(name));
    }
}
