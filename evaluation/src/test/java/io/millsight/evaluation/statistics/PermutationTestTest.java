package io.millsight.evaluation.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationTestTest {

    private static final int DRAWS = 1000;

    @Test
    void aModelThatIsBetterOnEachOfFiveImagesCanOnlyReachASixteenth() {
        assertThat(pValue(own(5), new double[5], new double[] {1, 1, 1, 1, 1})).isEqualTo(0.0625);
        assertThat(PermutationTest.smallest(5, DRAWS)).isEqualTo(0.0625);
    }

    @Test
    void fewGroupsGiveTheExactShareOfAllExchanges() {
        double[] differences = {3, -1, 2, 4, -2, 1.5, 0.5, 5};

        double p = pValue(own(8), new double[8], differences);

        assertThat(p).isEqualTo(byHand(differences));
    }

    /** Computes the p-value over all 2^n signs, as in a textbook. */
    private static double byHand(double[] differences) {
        double observed = Math.abs(IntStream.range(0, differences.length)
                .mapToDouble(i -> differences[i])
                .sum());
        int patterns = 1 << differences.length;
        int asLarge = 0;
        for (int pattern = 0; pattern < patterns; pattern++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++) {
                sum += (pattern >> i & 1) == 1 ? -differences[i] : differences[i];
            }
            asLarge += Math.abs(sum) >= observed ? 1 : 0;
        }
        return (double) asLarge / patterns;
    }

    @Test
    void imagesOfOneGroupAreExchangedTogether() {
        List<String> threeGroups = List.of("a", "a", "a", "b", "b", "c");

        assertThat(pValue(threeGroups, new double[6], new double[] {1, 1, 1, 1, 1, 1}))
                .isEqualTo(0.25);
    }

    @Test
    void manyGroupsGiveNearlyTheExactShareAndNeverNothing() {
        double[] first = new double[40];
        double[] second = new double[40];
        Random random = new Random(5);
        for (int i = 0; i < first.length; i++) {
            first[i] = random.nextGaussian();
            second[i] = random.nextGaussian() + 0.4;
        }

        assertThat(pValue(own(40), first, second)).isBetween(0.01, 0.2);
        assertThat(pValue(own(40), new double[40], ones(40))).isEqualTo(1.0 / (DRAWS + 1));
        assertThat(PermutationTest.smallest(40, DRAWS)).isEqualTo(1.0 / (DRAWS + 1));
    }

    @Test
    void theShareOfFalseAlarmsIsTheLevel() {
        Random random = new Random(11);
        int tests = 400;
        int below = 0;
        for (int test = 0; test < tests; test++) {
            double[] first = random.doubles(7).toArray();
            double[] second = random.doubles(7).toArray();
            below += pValue(own(7), first, second) <= 0.1 ? 1 : 0;
        }

        assertThat((double) below / tests).isCloseTo(0.1, within(0.04));
    }

    @Test
    void equalAnswersAreNotFoundDifferent() {
        double[] values = new Random(1).doubles(20).toArray();

        assertThat(pValue(own(20), values, values)).isEqualTo(1);
    }

    @Test
    void oneGroupTellsNothing() {
        assertThat(new PermutationTest(List.of("a", "a"), DRAWS, 1).pValue(Statistic.mean(new double[4])))
                .isEmpty();
        assertThat(new PermutationTest(List.of(), DRAWS, 1).pValue(Statistic.mean(new double[0])))
                .isEmpty();
    }

    @Test
    void whatWasNotObservedHasNoPValue() {
        assertThat(new PermutationTest(own(5), DRAWS, 1).pValue(weights -> OptionalDouble.empty()))
                .isEmpty();
    }

    private static double pValue(List<String> groups, double[] first, double[] second) {
        double[] both = new double[2 * first.length];
        for (int i = 0; i < first.length; i++) {
            both[2 * i] = first[i];
            both[2 * i + 1] = second[i];
        }
        return new PermutationTest(groups, DRAWS, 7)
                .pValue(Statistic.mean(both))
                .orElseThrow();
    }

    private static List<String> own(int images) {
        return IntStream.range(0, images).mapToObj(i -> "image " + i).toList();
    }

    private static double[] ones(int count) {
        return IntStream.range(0, count).mapToDouble(i -> 1).toArray();
    }
}
