package io.millsight.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GroupBootstrapTest {

    private static final int IMAGES = 200;

    @Test
    void anIntervalOfAMeanIsThatOfTheTextbook() {
        Random random = new Random(3);
        double[] values = random.doubles(IMAGES).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
        double halfWidth = 1.96 * Math.sqrt(variance / IMAGES);
        ConfidenceInterval interval =
                interval(bootstrap(ownGroups()), Statistic.mean(values)).orElseThrow();
        assertThat(interval.low()).isCloseTo(mean - halfWidth, within(0.2 * halfWidth));
        assertThat(interval.high()).isCloseTo(mean + halfWidth, within(0.2 * halfWidth));
    }

    @Test
    void groupsOfEqualImagesWidenTheInterval() {
        List<String> groupsOfTen =
                IntStream.range(0, IMAGES).mapToObj(i -> "group " + i / 10).toList();
        double[] equalWithinGroups =
                IntStream.range(0, IMAGES).mapToDouble(i -> i / 10 % 2).toArray();
        Statistic mean = Statistic.mean(equalWithinGroups);
        assertThat(width(interval(bootstrap(groupsOfTen), mean).orElseThrow()))
                .isGreaterThan(2 * width(interval(bootstrap(ownGroups()), mean).orElseThrow()));
    }

    @Test
    void aPairedDifferenceIsTestedWithoutMixingTheTwo() {
        double[] one = new Random(1).doubles(IMAGES).toArray();
        double[] slightlyMore = Arrays.stream(one).map(value -> value + 0.01).toArray();
        double[] other = new Random(2).doubles(IMAGES).toArray();
        GroupBootstrap bootstrap = bootstrap(ownGroups());

        assertThat(bootstrap
                        .pValue(Statistic.mean(one), Statistic.mean(slightlyMore))
                        .orElseThrow())
                .isLessThan(0.003);
        assertThat(bootstrap.pValue(Statistic.mean(one), Statistic.mean(one))).hasValue(1);
        assertThat(bootstrap.pValue(Statistic.mean(one), Statistic.mean(other)).orElseThrow())
                .isEqualTo(bootstrap
                        .pValue(Statistic.mean(other), Statistic.mean(one))
                        .orElseThrow())
                .isBetween(0.01, 1.0);
        assertThat(bootstrap.pValue(Statistic.mean(one), weights -> OptionalDouble.empty()))
                .isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameInterval() {
        Statistic statistic = Statistic.mean(new Random(1).doubles(IMAGES).toArray());
        assertThat(interval(bootstrap(ownGroups()), statistic)).isEqualTo(interval(bootstrap(ownGroups()), statistic));
    }

    @Test
    void fewerThanThreeGroupsHaveNoInterval() {
        Statistic mean = Statistic.mean(new Random(1).doubles(IMAGES).toArray());
        for (int groups = 1; groups <= 4; groups++) {
            int count = groups;
            List<String> names = IntStream.range(0, IMAGES)
                    .mapToObj(i -> "group " + i % count)
                    .toList();
            assertThat(interval(bootstrap(names), mean).isPresent())
                    .as(groups + " groups")
                    .isEqualTo(groups >= 3);
        }
    }

    @Test
    void aStatisticThatIsMostlyUndefinedHasNoInterval() {
        assertThat(interval(bootstrap(ownGroups()), weights -> OptionalDouble.empty()))
                .isEmpty();
    }

    private static GroupBootstrap bootstrap(List<String> groups) {
        return new GroupBootstrap(groups, 1000, 7);
    }

    private static List<String> ownGroups() {
        return IntStream.range(0, IMAGES).mapToObj(Integer::toString).toList();
    }

    private static double width(ConfidenceInterval interval) {
        return interval.high() - interval.low();
    }

    private static Optional<ConfidenceInterval> interval(GroupBootstrap bootstrap, Statistic statistic) {
        return bootstrap.interval(statistic);
    }
}
