package io.millsight.detect.box;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.detect.box.Sampling.Draw;
import io.millsight.detect.box.Sampling.Sample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private static final Draw FIRST =
            (available, wanted) -> IntStream.range(0, wanted).toArray();

    @Test
    void fillsWithBackgroundWhatAnnotationsDoNotNeed() {
        Sample sample = new Sampling(4, 0.5).pick(new int[] {-1, 0, -2, -1, -1, -1}, FIRST);
        assertThat(sample.positive()).containsExactly(1);
        assertThat(sample.all()).containsExactly(0, 1, 3, 4);
    }

    @Test
    void limitsTheShareOfBoxesOfAnnotations() {
        Sample sample = new Sampling(4, 0.5).pick(new int[] {0, 1, 2, 3, -1, -1, -1}, FIRST);
        assertThat(sample.positive()).containsExactly(0, 1);
        assertThat(sample.all()).containsExactly(0, 1, 4, 5);
    }

    @Test
    void takesWhatThereIs() {
        assertThat(new Sampling(4, 0.5).pick(new int[] {-2, -1}, FIRST).all()).containsExactly(1);
        assertThat(new Sampling(4, 0.5).pick(new int[0], FIRST).all()).isEmpty();
    }

    @Test
    void drawsEachBoxWithEqualChancesAndOnce() {
        Draw draw = Draw.of(new SplittableRandom(3));
        int[] counts = new int[5];
        for (int i = 0; i < 5000; i++) {
            int[] drawn = draw.draw(5, 2);
            assertThat(drawn).hasSize(2).doesNotHaveDuplicates();
            Arrays.stream(drawn).forEach(item -> counts[item]++);
        }
        assertThat(Arrays.stream(counts).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(1850, 2150));
    }
}
