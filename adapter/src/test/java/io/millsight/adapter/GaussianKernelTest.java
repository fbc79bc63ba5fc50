package io.millsight.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussianKernelTest {

    @Test
    void fallsToBothSidesAndEndsAtThreeDeviations() {
        GaussianKernel kernel = new GaussianKernel(2.5);

        assertThat(kernel.at(0)).isEqualTo(1);
        assertThat(kernel.at(5)).isCloseTo(Math.exp(-2), within(1e-12)).isEqualTo(kernel.at(-5));
        assertThat(kernel.radius()).isEqualTo(7);
        assertThat(kernel.at(7)).isPositive();
        assertThat(kernel.at(8)).isZero();
    }

    @Test
    void ofNoWidthLeavesANumberAlone() {
        GaussianKernel kernel = new GaussianKernel(0);

        assertThat(kernel.at(0)).isEqualTo(1);
        assertThat(kernel.at(1)).isZero();
    }
}
