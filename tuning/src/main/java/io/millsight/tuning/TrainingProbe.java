package io.millsight.tuning;

import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import java.util.List;

/**
 * The training step of a run without the run: no dataset, no tokenizer, no files. For benchmarks, which want to measure exactly what training does
 * on tokens of their own. It owns a fresh adapter and its optimiser; the base belongs to the caller.
 */
public final class TrainingProbe implements AutoCloseable {

    private static final AdamW.Settings OPTIMIZER = new AdamW.Settings(0.9, 0.999, 1e-8, 0.01);
    private static final double LEARNING_RATE = 2e-5;
    private static final double MAXIMUM_GRADIENT_NORM = 1;

    private final AdapterTraining training;
    private final AdamW optimizer;
    private final OptimizerStep step;
    private final long parameters;

    /** Starts an adapter on a base, seeded with 0. */
    public TrainingProbe(QwenModel base, LoraConfig lora) {
        LoraAdapter adapter = LoraAdapter.initialize(base, lora, 0);
        parameters = adapter.parameterCount();
        training = new AdapterTraining(base, adapter, "");
        optimizer = new AdamW(training.parameters(), OPTIMIZER, training::decays);
        step = new OptimizerStep(
                training,
                optimizer,
                DType.FLOAT32,
                OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                MAXIMUM_GRADIENT_NORM);
    }

    /** How many numbers learn. */
    public long parameters() {
        return parameters;
    }

    /**
     * One optimiser step over a group of micro-batches of one sample each.
     *
     * @return the loss of each sample before the step
     */
    public List<Double> step(List<EncodedSample> group) {
        return step.run(group.stream().map(List::of).toList(), LEARNING_RATE).losses();
    }

    @Override
    public void close() {
        optimizer.close();
        training.close();
    }
}
