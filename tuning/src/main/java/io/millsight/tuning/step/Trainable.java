package io.millsight.tuning.step;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The parameters that a run trains: an adapter on a frozen model, or all weights of a model. */
public interface Trainable {

    /** The model to run forward. */
    QwenModel model();

    /** The leaves that learn, float32, by the names of their file. */
    Map<String, Tensor> parameters();

    /** Whether weight decay applies to a parameter. */
    boolean decays(String name);

    /** Whether the vision tower learns too; if not, it needs no graph. */
    boolean trainsVision();

    /** Switches what only training does, such as dropout, on or off. */
    void train(boolean training);

    /** Writes what was learned into an existing folder, in the formats of the ecosystem. */
    void save(Path folder) throws IOException;
}
