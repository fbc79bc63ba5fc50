package io.millsight.tuning.step;

import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Teaches all weights of a model, which are float32 masters; what is saved is a complete model folder. */
public final class FullTraining implements Trainable {

    /** Biases and normalisations of the language model, as transformers' Trainer names what it does not decay. */
    private static final Pattern NOT_DECAYED =
            Pattern.compile("bias|layernorm|rmsnorm|(?:^|\\.)norm(?:$|\\.)|_norm(?:$|\\.)");

    private final QwenModel model;
    private final ModelFolder source;

    /**
     * @param model in float32; stays the caller's to close
     * @param source where it came from; its tokenizer and settings go into what is saved
     */
    public FullTraining(QwenModel model, ModelFolder source) {
        this.model = model;
        this.source = source;
        model.weights().values().forEach(weight -> weight.requireGradient(true));
    }

    @Override
    public QwenModel model() {
        return model;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return model.weights();
    }

    @Override
    public boolean decays(String name) {
        return !NOT_DECAYED.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    @Override
    public boolean trainsVision() {
        return true;
    }

    @Override
    public void train(boolean training) {
        // the architecture has no dropout of its own
    }

    @Override
    public void save(Path folder) throws IOException {
        source.writeCopy(
                folder,
                DType.FLOAT32,
                name -> Objects.requireNonNull(model.weights().get(name)));
    }
}
