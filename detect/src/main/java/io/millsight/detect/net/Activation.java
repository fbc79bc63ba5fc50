package io.millsight.detect.net;

import io.millsight.torch.Tensor;

/** The function after a layer. */
public enum Activation {
    NONE {
        @Override
        public Tensor apply(Tensor values) {
            return values;
        }
    },
    RELU {
        @Override
        public Tensor apply(Tensor values) {
            return values.reluInPlace();
        }
    },
    LEAKY_RELU {
        @Override
        public Tensor apply(Tensor values) {
            return values.leakyReluInPlace(SLOPE);
        }
    },
    SILU {
        @Override
        public Tensor apply(Tensor values) {
            return values.silu();
        }
    },
    HARD_SWISH {
        @Override
        public Tensor apply(Tensor values) {
            return values.hardSwish();
        }
    };

    private static final double SLOPE = 0.1;

    /**
     * Applies the function to each element.
     *
     * @param values are changed in place where that saves memory, so nothing else may read them, nor the gradient of what computed them
     */
    public abstract Tensor apply(Tensor values);
}
