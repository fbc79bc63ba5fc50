package io.millsight.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticTest {

    private static final double[] VALUES = {5, 1, 4, 2, 3};
    private static final double[] ALL = {1, 1, 1, 1, 1};

    @Test
    void aPercentileIsTheNearestRank() {
        int[] once = Statistic.once(VALUES.length);
        assertThat(Statistic.percentile(0.5, VALUES, ALL).of(once)).hasValue(3);
        assertThat(Statistic.percentile(0.95, VALUES, ALL).of(once)).hasValue(5);
        assertThat(Statistic.percentile(0.2, VALUES, ALL).of(once)).hasValue(1);
    }

    @Test
    void aPercentileCountsAnImageAsOftenAsItsWeight() {
        assertThat(Statistic.percentile(0.5, VALUES, ALL).of(new int[] {5, 1, 1, 1, 1}))
                .hasValue(5);
        assertThat(Statistic.percentile(0.5, VALUES, ALL).of(new int[] {0, 0, 1, 0, 0}))
                .hasValue(4);
    }

    @Test
    void aPercentileLeavesOutImagesWithoutAValue() {
        int[] once = Statistic.once(VALUES.length);
        assertThat(Statistic.percentile(1, VALUES, new double[] {0, 1, 0, 1, 0}).of(once))
                .hasValue(2);
        assertThat(Statistic.percentile(1, VALUES, new double[5]).of(once)).isEmpty();
    }
}
