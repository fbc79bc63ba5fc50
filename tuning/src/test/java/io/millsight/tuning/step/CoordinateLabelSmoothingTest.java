package io.millsight.tuning.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.InvalidSettingException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Targets of coordinates that count their neighbours. */
class CoordinateLabelSmoothingTest {

    private static final QwenTokenizer NANO = QwenTokenizer.read(Path.of("..", "models", "nano"));
    private static final int VOCABULARY = 1024;

    private final CoordinateLabelSmoothing smoothing = CoordinateLabelSmoothing.of(NANO, 2);

    @AfterAll
    static void closeTokenizer() {
        NANO.close();
    }

    private float[] target(int number) {
        float[] target = new float[VOCABULARY];
        smoothing.spread(id(number), target, 0);
        return target;
    }

    private static int id(int number) {
        return NANO.encode(" " + number)[0];
    }

    @Test
    void spreadsATargetOverItsNeighboursInABellCurve() {
        float[] target = target(62);

        assertThat(IntStream.range(0, VOCABULARY).mapToDouble(i -> target[i]).sum())
                .isCloseTo(1, within(1e-6));
        assertThat((double) target[id(64)] / target[id(62)]).isCloseTo(Math.exp(-0.5), within(1e-5));
        assertThat(target[id(60)]).isEqualTo(target[id(64)]);
        assertThat(target[id(56)]).isPositive();
        assertThat(target[id(55)]).isZero();
    }

    @Test
    void keepsWithinTheNumbersAtTheBorder() {
        float[] target = target(0);

        assertThat(IntStream.range(0, VOCABULARY).mapToDouble(i -> target[i]).sum())
                .isCloseTo(1, within(1e-6));
        assertThat(target[id(0)]).isGreaterThan(target[id(1)]);
    }

    @Test
    void leavesWordsAlone() {
        assertThat(smoothing.covers(id(200))).isTrue();
        assertThat(smoothing.covers(NANO.encode("7")[0])).isTrue();
        assertThat(smoothing.covers(NANO.encode(" patches")[0])).isFalse();
        assertThat(CoordinateLabelSmoothing.NONE.covers(id(200))).isFalse();
    }

    @Test
    void refusesAVocabularyThatWritesDigitByDigit() {
        try (QwenTokenizer digits = QwenTokenizer.read(GoldenFolder.model())) {
            assertThatThrownBy(() -> CoordinateLabelSmoothing.of(digits, 2))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("coordinate_label_smoothing")
                    .hasMessageContaining("digit by digit");
        }
    }
}
