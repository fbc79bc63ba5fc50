package io.millsight.tuning;

import io.millsight.runs.RunSettings;
import io.millsight.torch.DType;
import io.millsight.torch.Opening;
import io.millsight.torch.Torch;
import io.millsight.tuning.step.AdamW;
import io.millsight.tuning.step.GradientExchange;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Packing;

/** The optimiser and the steps of a run. While it is open, libtorch's threads are shared among the micro-batches that run at the same time. */
final class StepComputation implements AutoCloseable {

    private final AdamW optimizer;
    private final OptimizerStep step;
    private final int threads;

    private StepComputation(AdamW optimizer, OptimizerStep step, int threads) {
        this.optimizer = optimizer;
        this.step = step;
        this.threads = threads;
    }

    static StepComputation open(Trainer.Job job, TrainingSettings settings, GradientExchange exchange) {
        int parallel = settings.get(TrainingSettings.PARALLEL);
        int threads = Torch.threads();
        Torch.threads(Math.max(1, threads / parallel));
        try (Opening opening = new Opening()) {
            AdamW optimizer =
                    opening.add(new AdamW(job.trainable().parameters(), settings.optimizer(), job.trainable()::decays));
            DType type = DType.parse(
                    settings.get(TrainingSettings.DTYPE),
                    job.trainable().model().device());
            OptimizerStep step = new OptimizerStep(
                    job.trainable(),
                    optimizer,
                    new OptimizerStep.Settings(
                            job.objective(),
                            type,
                            settings.get(RunSettings.MAX_GRAD_NORM),
                            new Packing(settings.get(TrainingSettings.PACKED_TOKENS), parallel),
                            settings.get(TrainingSettings.GRADIENT_CHECKPOINTING)),
                    exchange);
            return opening.complete(new StepComputation(optimizer, step, threads));
        } catch (RuntimeException e) {
            Torch.threads(threads);
            throw e;
        }
    }

    AdamW optimizer() {
        return optimizer;
    }

    OptimizerStep step() {
        return step;
    }

    @Override
    public void close() {
        step.close();
        optimizer.close();
        Torch.threads(threads);
    }
}
