package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.GaussianKernel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SmoothedCoordinateLogitsTest {

    private static final List<Integer> NUMBERS =
            IntStream.rangeClosed(0, 200).boxed().toList();

    private final SmoothedCoordinateLogits smoothing =
            new SmoothedCoordinateLogits(new GaussianKernel(6), new GaussianKernel(4));

    @Test
    void takesThePlaceAroundWhichMostLiesAndNotALonelyPeak() {
        float[] logits = logits(20, 2.5f); // the most probable number
        for (int number = 110; number <= 130; number++) {
            logits[number] = 2;
        }

        assertThat(best(smoothing.of(NUMBERS, logits))).isEqualTo(120);
    }

    /** More lies around a place some pixels inside, because nothing lies beyond the border. */
    @Test
    void takesTheBorderWhereThatIsTheMostProbableNumberOfItsNeighbourhood() {
        float[] logits = new float[NUMBERS.size()];
        for (int number = 0; number < logits.length; number++) {
            logits[number] = -number / 3f;
        }
        logits[150] = 0.5f; // alone, and the most probable of all

        float[] found = smoothing.of(NUMBERS, logits);

        assertThat(best(found)).isZero();
        assertThat(found[0]).isGreaterThan(found[3]).isCloseTo(found[3], within(0.05f));
    }

    @Test
    void staysWithANumberOfWhichTheModelIsSure() {
        float[] logits = logits(57, 20);
        logits[140] = 15;

        assertThat(best(smoothing.of(NUMBERS, logits))).isEqualTo(57);
    }

    @Test
    void doesNotMeetInTheMiddleBetweenTwoPlaces() {
        float[] logits = logits(30, 5);
        logits[170] = 5.1f;

        assertThat(best(smoothing.of(NUMBERS, logits))).isEqualTo(170);
    }

    @Test
    void goesByTheNumbersAndNotByTheirOrder() {
        List<Integer> numbers = List.of(100, 3, 101, 102);
        float[] logits = {1, 1.5f, 1, 1};

        assertThat(numbers.get(best(smoothing.of(numbers, logits)))).isEqualTo(101);
    }

    @Test
    void doesNotOverflow() {
        float[] logits = logits(9, 10_000);

        assertThat(smoothing.of(NUMBERS, logits)[9]).isCloseTo(10_000, within(1e-6f));
    }

    private static float[] logits(int number, float logit) {
        float[] logits = new float[NUMBERS.size()];
        Arrays.fill(logits, -10);
        logits[number] = logit;
        return logits;
    }

    private static int best(float[] weights) {
        return IntStream.range(0, weights.length)
                .reduce((a, b) -> weights[b] > weights[a] ? b : a)
                .orElseThrow();
    }
}
