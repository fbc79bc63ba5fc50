package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.runs.LearningRateSchedule.Kind;
import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

    @Test
    void linearRisesFromZeroAndFallsToZero() {
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.LINEAR, 1, 4, 12);
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(2)).isEqualTo(0.5);
        assertThat(schedule.at(4)).isEqualTo(1);
        assertThat(schedule.at(8)).isEqualTo(0.5);
        assertThat(schedule.at(12)).isZero();
    }

    @Test
    void withoutWarmupTheFirstStepHasThePeak() {
        assertThat(new LearningRateSchedule(Kind.LINEAR, 2e-5, 0, 10).at(0)).isEqualTo(2e-5);
    }

    @Test
    void cosineIsHalfwayInTheMiddle() {
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.COSINE, 1, 0, 10);
        assertThat(schedule.at(5)).isCloseTo(0.5, within(1e-12));
        assertThat(schedule.at(1)).isGreaterThan(0.95);
    }

    @Test
    void constantStays() {
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.CONSTANT, 0.1, 1, 10);
        assertThat(schedule.at(0)).isZero();
        assertThat(schedule.at(1)).isEqualTo(schedule.at(9)).isEqualTo(0.1);
    }
}
