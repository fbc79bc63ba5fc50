package io.millsight.torch;

import java.util.Collections;
import java.util.List;

/**
 * The update rule of Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), as one operation for many parameters. It holds no
 * state: moments and the step number belong to the caller.
 *
 * @param learningRate step size, the schedule's factor included
 * @param beta1 decay rate of the first moment
 * @param beta2 decay rate of the second moment
 * @param epsilon keeps the division finite
 * @param weightDecay part of a parameter that is subtracted per step, before the learning rate
 */
public record AdamWUpdate(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {

    /** Loaded after a tensor has been made, so never the first use of libtorch. */
    private static final class Kernel {

        private static final Operator FUSED_ADAMW = Operator.named("aten::_fused_adamw_");
    }

    private static final boolean WITHOUT_AMSGRAD = false;
    private static final boolean MINIMISE = false;

    /**
     * Changes parameters and moments in place. All lists have one length and the same order.
     *
     * @param parameters float32, on one device
     * @param gradients of the parameters' shapes
     * @param firstMoments running means of the gradients
     * @param secondMoments running means of the squared gradients
     * @param step number of this step, counted from 1: a float32 scalar on the same device
     */
    public void apply(
            List<Tensor> parameters,
            List<Tensor> gradients,
            List<Tensor> firstMoments,
            List<Tensor> secondMoments,
            Tensor step) {
        Kernel.FUSED_ADAMW.run(
                parameters,
                gradients,
                firstMoments,
                secondMoments,
                List.of(), // maxima of the second moments, for AMSGrad
                Collections.nCopies(parameters.size(), step),
                learningRate,
                beta1,
                beta2,
                weightDecay,
                epsilon,
                WITHOUT_AMSGRAD,
                MINIMISE,
                null, // scale of the gradients
                null); // whether an infinity was found
    }
}
