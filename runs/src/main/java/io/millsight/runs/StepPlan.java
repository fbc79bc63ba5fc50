package io.millsight.runs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which samples each optimiser step learns from: every epoch passes over all samples in an order of its own; the last batch of an epoch and its
 * last group may be smaller.
 */
public final class StepPlan {

    /** A sample of an epoch. */
    public record Place(int index, int epoch) {}

    /**
     * How much a run does.
     *
     * @param batchSize samples in one forward pass
     * @param accumulation forward passes in one step
     * @param epochs passes over the samples
     * @param maximumSteps optimiser steps instead of epochs; not positive for none
     */
    public record Extent(int batchSize, int accumulation, double epochs, int maximumSteps) {}

    private final int samples;
    private final Extent extent;
    private final Seeds seeds;
    private final int totalSteps;

    /**
     * Plans a run.
     *
     * @throws InvalidSettingException if the extent has more steps than can be counted
     */
    public StepPlan(int samples, Extent extent, Seeds seeds) {
        this.samples = samples;
        this.extent = extent;
        this.seeds = seeds;
        double steps = extent.maximumSteps > 0 ? extent.maximumSteps : Math.ceil(extent.epochs * stepsPerEpoch());
        if (steps > Integer.MAX_VALUE) {
            throw new InvalidSettingException("num_train_epochs: " + extent.epochs + " epochs of " + stepsPerEpoch()
                    + " steps are more than the " + Integer.MAX_VALUE + " steps that a run can make");
        }
        this.totalSteps = (int) steps;
    }

    public int totalSteps() {
        return totalSteps;
    }

    int stepsPerEpoch() {
        return divideUp(divideUp(samples, extent.batchSize), extent.accumulation);
    }

    private static int divideUp(int value, int divisor) {
        return (int) (((long) value + divisor - 1) / divisor);
    }

    /** How many epochs are done after a number of steps. */
    public double epochsAfter(int steps) {
        return (double) steps / stepsPerEpoch();
    }

    public boolean endsEpoch(int step) {
        return (step + 1) % stepsPerEpoch() == 0;
    }

    /** The micro-batches of a step, counted from 0. */
    public List<List<Place>> group(int step) {
        int epoch = step / stepsPerEpoch();
        int[] order = seeds.order(samples, epoch);
        long first = (long) (step % stepsPerEpoch()) * extent.accumulation * extent.batchSize;
        long end = Math.min(samples, first + (long) extent.accumulation * extent.batchSize);
        List<List<Place>> group = new ArrayList<>();
        for (long start = first; start < end; start += extent.batchSize) {
            group.add(Arrays.stream(order, (int) start, (int) Math.min(end, start + extent.batchSize))
                    .mapToObj(index -> new Place(index, epoch))
                    .toList());
        }
        return group;
    }
}
