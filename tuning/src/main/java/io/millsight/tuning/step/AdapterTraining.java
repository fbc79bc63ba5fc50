package io.millsight.tuning.step;

import io.millsight.adapter.peft.Adapter;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Teaches an adapter; the base stays frozen. Both belong to the caller. */
public final class AdapterTraining implements Trainable {

    private final Adapter adapter;
    private final QwenModel adapted;
    private final Map<String, Tensor> parameters;
    private final String baseModel;

    /**
     * @param adapter stays the caller's to close
     * @param baseModel where the base came from, for the adapter's file
     */
    public AdapterTraining(QwenModel base, Adapter adapter, String baseModel) {
        this.adapter = adapter;
        this.adapted = adapter.applyTo(base);
        this.parameters = adapter.parameters();
        this.baseModel = baseModel;
        parameters.values().forEach(parameter -> parameter.requireGradient(true));
    }

    @Override
    public QwenModel model() {
        return adapted;
    }

    @Override
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    @Override
    public boolean decays(String name) {
        return true;
    }

    @Override
    public boolean trainsVision() {
        return adapter.changesVision();
    }

    @Override
    public void train(boolean training) {
        adapter.train(training);
    }

    @Override
    public void save(Path folder) throws IOException {
        adapter.save(folder, baseModel);
    }
}
