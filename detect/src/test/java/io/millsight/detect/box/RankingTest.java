package io.millsight.detect.box;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankingTest {

    @Test
    void putsTheHighestScoreFirstAndKeepsTheOrderOfEqualScores() {
        float[] scores = {-0f, -3.5f, 2, Float.NEGATIVE_INFINITY, 0, 2, -1e-30f, Float.MAX_VALUE};
        assertThat(Ranking.byFallingScore(scores)).containsExactly(7, 2, 5, 0, 4, 6, 1, 3);
    }

    @Test
    void returnsNoMoreThanAskedFor() {
        assertThat(Ranking.best(new float[] {1, 3, 2}, 2)).containsExactly(1, 2);
        assertThat(Ranking.best(new float[] {1, 3, 2}, 5)).containsExactly(1, 2, 0);
    }
}
