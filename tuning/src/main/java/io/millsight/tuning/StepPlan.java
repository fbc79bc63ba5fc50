package io.millsight.tuning;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which samples each optimiser step learns from: every epoch passes over all samples in an order of its own; the last batch of an epoch and its
 * last group may be smaller.
 */
final class StepPlan {

    /** A sample of an epoch. */
    record Place(int index, int epoch) {}

    private final int samples;
    private final int batchSize;
    private final int accumulation;
    private final Seeds seeds;
    private final int totalSteps;

    /**
     * @throws InvalidSettingException if the settings ask for more steps than can be counted
     */
    StepPlan(int samples, TrainingSettings settings) {
        this.samples = samples;
        this.batchSize = settings.get(TrainingSettings.BATCH_SIZE);
        this.accumulation = settings.get(TrainingSettings.ACCUMULATION);
        this.seeds = new Seeds(settings.get(TrainingSettings.SEED));
        int maximum = settings.get(TrainingSettings.MAX_STEPS);
        double epochs = settings.get(TrainingSettings.EPOCHS);
        double steps = maximum > 0 ? maximum : Math.ceil(epochs * stepsPerEpoch());
        if (steps > Integer.MAX_VALUE) {
            throw new InvalidSettingException(TrainingSettings.EPOCHS.key() + ": " + epochs + " epochs of "
                    + stepsPerEpoch() + " steps are more than the " + Integer.MAX_VALUE + " steps that a run can make");
        }
        this.totalSteps = (int) steps;
    }

    int totalSteps() {
        return totalSteps;
    }

    int stepsPerEpoch() {
        return divideUp(divideUp(samples, batchSize), accumulation);
    }

    private static int divideUp(int value, int divisor) {
        return (int) (((long) value + divisor - 1) / divisor);
    }

    /** How many epochs are done after a number of steps. */
    double epochsAfter(int steps) {
        return (double) steps / stepsPerEpoch();
    }

    boolean endsEpoch(int step) {
        return (step + 1) % stepsPerEpoch() == 0;
    }

    /** The micro-batches of a step, counted from 0. */
    List<List<Place>> group(int step) {
        int epoch = step / stepsPerEpoch();
        int[] order = seeds.order(samples, epoch);
        long first = (long) (step % stepsPerEpoch()) * accumulation * batchSize;
        long end = Math.min(samples, first + (long) accumulation * batchSize);
        List<List<Place>> group = new ArrayList<>();
        for (long start = first; start < end; start += batchSize) {
            group.add(Arrays.stream(order, (int) start, (int) Math.min(end, start + batchSize))
                    .mapToObj(index -> new Place(index, epoch))
                    .toList());
        }
        return group;
    }
}
