package io.millsight.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PythonShuffleTest {

    private static List<Integer> shuffled(int size) {
        return PythonShuffle.of(IntStream.range(0, size).boxed().toList());
    }

    @Test
    void shufflesAsPythonDoes() {
        // python3 -c "import random; x = list(range(20)); random.Random(0).shuffle(x); print(x)"
        assertThat(shuffled(20)).containsExactly(10, 18, 16, 14, 0, 17, 11, 2, 3, 9, 5, 7, 4, 19, 6, 15, 8, 1, 13, 12);
    }

    @Test
    void goesOnBeyondTheFirstBlockOfTheGenerator() {
        assertThat(shuffled(1770)).startsWith(1761, 1027, 1525, 936, 900, 163).endsWith(1552, 788, 1729);
    }
}
