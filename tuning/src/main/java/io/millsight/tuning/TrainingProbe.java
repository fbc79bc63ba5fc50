package io.millsight.tuning;

import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.List;

/**
 * The training step of a run without the run: no dataset, no tokenizer, no files. For benchmarks, which want to measure exactly what training does
 * on tokens of their own. It owns what it teaches, and its optimiser.
 */
public final class TrainingProbe implements AutoCloseable {

    private static final AdamW.Settings OPTIMIZER = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);
    private static final double LEARNING_RATE = 2e-5;
    private static final double MAXIMUM_GRADIENT_NORM = 1;

    private final Trainable training;
    private final AdamW optimizer;
    private final OptimizerStep step;

    private TrainingProbe(Trainable training, DType computeType) {
        this.training = training;
        optimizer = new AdamW(training.parameters(), OPTIMIZER, training::decays);
        step = new OptimizerStep(
                training,
                optimizer,
                computeType,
                OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                MAXIMUM_GRADIENT_NORM,
                1);
    }

    /** Starts an adapter on a base, seeded with 0; the base stays the caller's. */
    public static TrainingProbe adapter(QwenModel base, LoraConfig lora) {
        LoraAdapter adapter = LoraAdapter.initialize(base, lora, 0);
        return new TrainingProbe(new AdapterTraining(base, adapter, ""), base.dtype());
    }

    /** Teaches all weights of a model, loaded as float32 masters, and computes in another type. */
    public static TrainingProbe full(ModelFolder folder, Device device, DType computeType) {
        return new TrainingProbe(new FullTraining(folder.load(DType.FLOAT32, device), folder), computeType);
    }

    /** How many numbers learn. */
    public long parameters() {
        return training.parameters().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
    }

    /**
     * One optimiser step over a group of micro-batches.
     *
     * @return the mean loss of each micro-batch before the step
     */
    public List<Double> step(List<List<EncodedSample>> group) {
        return step.run(group, LEARNING_RATE).losses();
    }

    @Override
    public void close() {
        step.close();
        optimizer.close();
        training.close();
    }
}
