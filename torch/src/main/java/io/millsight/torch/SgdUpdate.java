package io.millsight.torch;

import java.util.List;

/**
 * The update rule of stochastic gradient descent with momentum, as PyTorch computes it, in one operation for many parameters. It holds no state: the
 * velocities belong to the caller.
 *
 * @param learningRate step size, the schedule's factor included
 * @param momentum share of the former velocity that stays
 * @param nesterov whether the step looks ahead along the velocity (Sutskever et al. 2013)
 * @param weightDecay is multiplied with a parameter and added to its gradient
 */
public record SgdUpdate(double learningRate, double momentum, boolean nesterov, double weightDecay) {

    /** Loaded after a tensor has been made, so never the first use of libtorch. */
    private static final class Kernel {

        private static final Operator FUSED_SGD = Operator.named("aten::_fused_sgd_");
    }

    private static final double NO_DAMPENING = 0;
    private static final boolean MINIMISE = false;
    private static final boolean VELOCITIES_EXIST = false;

    /**
     * Changes parameters and velocities in place. All lists have one length and the same order.
     *
     * @param parameters float32, on one device
     * @param gradients of the parameters' shapes
     * @param velocities of the parameters' shapes; zeros at the start
     */
    public void apply(List<Tensor> parameters, List<Tensor> gradients, List<Tensor> velocities) {
        Kernel.FUSED_SGD.run(
                parameters,
                gradients,
                velocities,
                weightDecay,
                momentum,
                learningRate,
                NO_DAMPENING,
                nesterov,
                MINIMISE,
                VELOCITIES_EXIST,
                null, // scale of the gradients
                null); // whether an infinity was found
    }
}
