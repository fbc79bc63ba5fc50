package io.millsight.qwen;

import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Loads the weights of a model folder. */
public final class Checkpoint {
    private Checkpoint() {}

    /** Loads a model; the caller closes it. */
    public static QwenModel load(Path folder, DType dtype, Device device) {
        ModelConfig config = ModelConfig.read(folder);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (Shards shards = Shards.open(folder);
                Scope scope = Scope.open()) {
            for (String name : shards.names()) {
                weights.put(
                        TensorNames.original(name),
                        shards.tensor(name).to(dtype).to(device).retain());
            }
        }
        return QwenModel.of(config, weights);
    }
}
