package io.millsight.experiment.parity;

import io.millsight.torch.DType;

/**
 * How far logits may differ. The allowed difference is a share of the largest recorded logit, because rounding errors grow with it:
 *
 * <ul>
 *   <li>float32: 0.0001, as in the golden tests;
 *   <li>float16: 0.005, ten roundings of 2^-11;
 *   <li>bfloat16: 0.04, ten roundings of 2^-8. The tiny model of the golden tests comes to 0.02 between bfloat16 and float32.
 * </ul>
 *
 * @param share of the largest logit
 */
record ParityTolerance(double share) {

    private static final double FLOAT32 = 1e-4;
    private static final double FLOAT16 = 5e-3;
    private static final double BFLOAT16 = 4e-2;

    /** Returns the larger tolerance of two types: that of the reference and that of Millsight. */
    static ParityTolerance of(DType reference, DType own) {
        return new ParityTolerance(Math.max(share(reference), share(own)));
    }

    private static double share(DType dtype) {
        return dtype == DType.BFLOAT16 ? BFLOAT16 : dtype == DType.FLOAT16 ? FLOAT16 : FLOAT32;
    }

    /** Returns the allowed difference. */
    double allowed(ParityReference reference) {
        double largest = reference.logits().stream()
                .mapToDouble(logit -> Math.abs(logit.value()))
                .max()
                .orElse(1);
        return share * Math.max(1, largest);
    }
}
