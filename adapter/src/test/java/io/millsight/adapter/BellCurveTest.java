package io.millsight.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class BellCurveTest {

    @Test
    void fallsToBothSidesAndEndsAtThreeDeviations() {
        BellCurve curve = new BellCurve(2.5);

        assertThat(curve.at(0)).isEqualTo(1);
        assertThat(curve.at(5)).isCloseTo(Math.exp(-2), within(1e-12)).isEqualTo(curve.at(-5));
        assertThat(curve.reach()).isEqualTo(7);
        assertThat(curve.at(7)).isPositive();
        assertThat(curve.at(8)).isZero();
    }

    @Test
    void ofNoWidthLeavesANumberAlone() {
        BellCurve curve = new BellCurve(0);

        assertThat(curve.at(0)).isEqualTo(1);
        assertThat(curve.at(1)).isZero();
    }
}
