package io.millsight.detect.train;

import io.millsight.detect.Losses;
import io.millsight.detect.TrainingBatch;
import io.millsight.runs.NotFiniteException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.torch.Autocast;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Scope;
import io.millsight.torch.Tensor;
import java.util.List;
import java.util.SplittableRandom;

/** One step of training: loss and gradient of some batches, the optimiser, the average of the weights. It owns the optimiser until it is closed. */
final class DetectorStep implements AutoCloseable {

    private static final double AVERAGE_RAMP = 500; // steps

    private final DetectorJob job;
    private final Sgd optimizer;
    private final WeightAverage average;
    private final Seeds seeds;
    private final Device device;
    private final DType dtype;

    DetectorStep(DetectorJob job) {
        DetectorSettings settings = job.settings();
        this.job = job;
        this.seeds = settings.run().seeds();
        this.average = new WeightAverage(settings.get(DetectorSettings.AVERAGE_DECAY), AVERAGE_RAMP);
        this.device = job.trained().weights().device();
        this.dtype = DType.parse(settings.get(DetectorSettings.DTYPE), device);
        this.optimizer = new Sgd(
                job.trained().weights().parameters(),
                new Sgd.Settings(
                        settings.get(DetectorSettings.MOMENTUM),
                        settings.get(DetectorSettings.METHOD) == DetectorSettings.Method.YOLOV7,
                        settings.get(RunSettings.WEIGHT_DECAY),
                        settings.get(RunSettings.MAX_GRAD_NORM)),
                job.trained()::decays);
    }

    /**
     * What a step yields.
     *
     * @param loss mean over the batches of the sum of all parts
     * @param gradientNorm before it was shortened
     */
    record Result(double loss, double gradientNorm) {}

    Sgd optimizer() {
        return optimizer;
    }

    /**
     * Makes a step.
     *
     * @param number of the step, from 0
     * @throws NotFiniteException if the loss or the gradient is NaN or infinite; no weight has changed then
     */
    Result run(List<BatchValues> batches, int number, double learningRate) {
        SplittableRandom random = new SplittableRandom(seeds.of(Seeds.Purpose.DROPOUT, number));
        double loss = 0;
        for (BatchValues values : batches) {
            try (Scope scope = Scope.open()) {
                loss += learn(values.toDevice(device), random, batches.size());
            }
        }
        double norm = optimizer.step(learningRate);
        try (Scope scope = Scope.open()) {
            average.update(
                    job.average().weights().tensors(), job.trained().weights().tensors(), number + 1);
        }
        return new Result(loss / batches.size(), norm);
    }

    /** Adds the gradient of a batch; returns the sum of the parts of its loss. */
    private double learn(TrainingBatch batch, SplittableRandom random, int batches) {
        Losses losses;
        try (Autocast cast = Autocast.open(device, dtype)) {
            losses = job.trained().losses(batch, random);
        }
        double loss = losses.parts().values().stream().mapToDouble(Tensor::item).sum();
        NotFiniteException.require("the loss", loss);
        losses.total().times(1.0 / batches).backward();
        return loss;
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
