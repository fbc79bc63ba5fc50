package io.millsight.tuning.step;

import io.millsight.torch.Tensor;
import java.util.Map;

/** How the processes that train one model share a step: which of them computes a micro-batch, and how all of them learn the sums. */
public interface GradientExchange {

    /** A single process, which computes everything. */
    GradientExchange NONE = new GradientExchange() {
        @Override
        public boolean computes(int microBatch) {
            return true;
        }

        @Override
        public void sum(Map<String, Tensor> parameters, double[] figures) {
            // the sums of one process are its own
        }
    };

    /**
     * Returns whether this process computes a micro-batch. Exactly one process does.
     *
     * @param microBatch its place in the step, from 0
     */
    boolean computes(int microBatch);

    /**
     * Replaces gradients by their sums over all processes, and figures by what the one process says that knows them. Every process calls this once in
     * each step.
     *
     * @param parameters whose gradients are summed; a gradient that only some processes have counts as zero in the others
     * @param figures numbers that are 0 in every process but one
     */
    void sum(Map<String, Tensor> parameters, double[] figures);
}
