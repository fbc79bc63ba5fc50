package io.millsight.bench;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.AdapterTraining;
import io.millsight.tuning.step.FullTraining;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Packing;
import io.millsight.tuning.step.Trainable;
import java.util.List;

/**
 * The training step of a run without the run: no dataset, no tokenizer, no files. Benchmarks measure with it what training does on tokens of their
 * own. It owns what it trains, and its optimiser.
 */
final class TrainingProbe implements AutoCloseable {

    private static final AdamW.Settings OPTIMIZER = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);
    private static final double LEARNING_RATE = 2e-5;
    private static final double MAXIMUM_GRADIENT_NORM = 1;

    private final Runnable release;
    private final Trainable training;
    private final AdamW optimizer;
    private final OptimizerStep step;

    private TrainingProbe(
            Runnable release, Trainable training, DType computeType, Packing packing, boolean checkpointing) {
        this.release = release;
        this.training = training;
        optimizer = new AdamW(training.parameters(), OPTIMIZER, training::decays);
        Torch.threads(Math.max(1, Torch.threads() / packing.parallel()));
        step = new OptimizerStep(
                training,
                optimizer,
                new OptimizerStep.Settings(
                        OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                        computeType,
                        MAXIMUM_GRADIENT_NORM,
                        packing,
                        checkpointing));
    }

    /** Starts an adapter on a base, seeded with 0; the base stays the caller's. */
    static TrainingProbe adapter(QwenModel base, LoraConfig lora, Packing packing, boolean checkpointing) {
        LoraAdapter adapter = LoraAdapter.initialize(base, lora, 0);
        return new TrainingProbe(
                adapter::close, new AdapterTraining(base, adapter, ""), base.dtype(), packing, checkpointing);
    }

    /** Trains all weights of a model, loaded as float32 masters, and computes in another type. */
    static TrainingProbe full(ModelFolder folder, Device device, DType computeType, boolean checkpointing) {
        QwenModel model = folder.load(DType.FLOAT32, device);
        return new TrainingProbe(
                model::close, new FullTraining(model, folder), computeType, Packing.NONE, checkpointing);
    }

    /** How many numbers learn. */
    long parameters() {
        return training.parameters().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
    }

    /**
     * One optimiser step over a group of micro-batches.
     *
     * @return the mean loss of each micro-batch before the step
     */
    List<Double> step(List<List<EncodedSample>> group) {
        return step.run(group, LEARNING_RATE, 0).losses();
    }

    @Override
    public void close() {
        step.close();
        optimizer.close();
        release.run();
    }
}
