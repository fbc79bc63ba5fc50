package io.millsight.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class WilsonIntervalTest {

    @Test
    void hasAWidthEvenIfAllObservationsAgree() {
        ConfidenceInterval five = WilsonInterval.of(1, 5);
        assertThat(five.low()).isCloseTo(0.5655, within(1e-3));
        assertThat(five.high()).isEqualTo(1);
    }

    @Test
    void agreesWithAPublishedExample() { // 81 of 263, Newcombe 1998, table I: 0.2553 to 0.3662
        ConfidenceInterval interval = WilsonInterval.of(81.0 / 263, 263);
        assertThat(interval.low()).isCloseTo(0.2553, within(1e-4));
        assertThat(interval.high()).isCloseTo(0.3662, within(1e-4));
    }

    @Test
    void refusesNoObservations() {
        assertThatThrownBy(() -> WilsonInterval.of(0.5, 0)).hasMessage("an interval needs an observation");
    }
}
