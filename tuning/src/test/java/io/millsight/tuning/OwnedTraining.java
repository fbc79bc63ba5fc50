package io.millsight.tuning;

import io.millsight.adapter.peft.Adapter;
import io.millsight.qwen.GoldenModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Tensor;
import io.millsight.tuning.step.AdapterTraining;
import io.millsight.tuning.step.FullTraining;
import io.millsight.tuning.step.Trainable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/** What a test trains, together with the model that it belongs to. */
public final class OwnedTraining implements Trainable, AutoCloseable {

    private final Trainable training;
    private final Runnable release;

    private OwnedTraining(Trainable training, Runnable release) {
        this.training = training;
        this.release = release;
    }

    /** An adapter on the tiny model. */
    public static OwnedTraining adapter(Function<QwenModel, ? extends Adapter> source) {
        try (Opening opening = new Opening()) {
            QwenModel base = opening.add(GoldenModel.load(DType.FLOAT32));
            Adapter adapter = opening.add(source.apply(base));
            return opening.complete(new OwnedTraining(new AdapterTraining(base, adapter, "tiny"), () -> {
                adapter.close();
                base.close();
            }));
        }
    }

    /**
     * All weights of a model.
     *
     * @param weights where they are read
     * @param source the folder whose settings go into what is saved
     */
    public static OwnedTraining full(ModelFolder weights, ModelFolder source) {
        QwenModel model = weights.load(DType.FLOAT32, Device.CPU);
        return new OwnedTraining(new FullTraining(model, source), model::close);
    }

    @Override
    public QwenModel model() {
        return training.model();
    }

    @Override
    public Map<String, Tensor> parameters() {
        return training.parameters();
    }

    @Override
    public boolean decays(String name) {
        return training.decays(name);
    }

    @Override
    public boolean trainsVision() {
        return training.trainsVision();
    }

    @Override
    public void train(boolean on) {
        training.train(on);
    }

    @Override
    public void save(Path folder) throws IOException {
        training.save(folder);
    }

    @Override
    public void close() {
        release.run();
    }
}
