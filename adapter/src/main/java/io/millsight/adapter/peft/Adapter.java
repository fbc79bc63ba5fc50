package io.millsight.adapter.peft;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A few parameters that change what a frozen model answers. The files are those of PEFT.
 *
 * <p>An adapter owns its tensors until it is closed. Models made by {@link #applyTo} share them and must not be used after that. Several threads may
 * use such models at once, but not while training is on.
 */
public interface Adapter extends AutoCloseable {

    /** Returns the model with the adapter. The base does not change. */
    QwenModel applyTo(QwenModel base);

    /** The float32 tensors by PEFT's keys. They are not copies. */
    Map<String, Tensor> parameters();

    /** The number of parameters. */
    default long parameterCount() {
        return parameters().values().stream().mapToLong(Tensor::elements).sum();
    }

    /** Whether it changes the vision tower. If not, training needs no graph of the vision tower. */
    boolean changesVision();

    /** Switches what only training does, such as dropout, on or off. */
    void train(boolean training);

    /**
     * Writes an adapter folder that PEFT loads.
     *
     * @param folder exists
     * @param baseModel the path or name of the base
     */
    void save(Path folder, String baseModel) throws IOException;

    @Override
    void close();
}
