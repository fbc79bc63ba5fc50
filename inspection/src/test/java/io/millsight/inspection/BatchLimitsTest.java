package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchLimitsTest {

    private static final int NEW_TOKENS = 512;

    /** As in {@code models/nano}. */
    private static final BatchLimits SMALL_MODEL = new BatchLimits(2048, NEW_TOKENS);

    private static List<Integer> batchSizes(BatchLimits limits, int views, int tokens) {
        return limits.batchSizes(Collections.nCopies(views, tokens));
    }

    @Test
    void aBatchOfSmallImagesHas96Views() {
        assertThat(batchSizes(SMALL_MODEL, 12, 70)).containsExactly(12);
        assertThat(batchSizes(SMALL_MODEL, 200, 70)).containsExactly(96, 96, 8);
        assertThat(batchSizes(SMALL_MODEL, 96, 170)).containsExactly(96);
        assertThat(batchSizes(SMALL_MODEL, 0, 70)).isEmpty();
    }

    @Test
    void aBatchOfLargeImagesHasTheTokensOfTheLargestImage() {
        assertThat(batchSizes(SMALL_MODEL, 30, 1300)).containsExactly(12, 12, 6);
        assertThat(batchSizes(SMALL_MODEL, 3, 16_384)).containsExactly(1, 1, 1);
        assertThat(batchSizes(SMALL_MODEL, 2, 30_000)).containsExactly(1, 1);
    }

    @Test
    void paddingCounts() {
        assertThat(SMALL_MODEL.batchSizes(List.of(100, 100, 100, 8000, 100, 100, 100)))
                .containsExactly(3, 2, 2);
        assertThat(SMALL_MODEL.batchSizes(List.of(8000, 8000, 8000))).containsExactly(2, 1);
    }

    @Test
    void theKeysAndValuesOfABatchAreLimited() {
        long largeModel = 57_344; // 28 layers, 4 heads of 128, bfloat16
        assertThat(batchSizes(new BatchLimits(largeModel, NEW_TOKENS), 100, 120))
                .containsExactly(96, 4);
        assertThat(batchSizes(new BatchLimits(largeModel, 10 * NEW_TOKENS), 100, 120))
                .startsWith(14);
        assertThat(batchSizes(new BatchLimits(largeModel, Integer.MAX_VALUE), 2, 120))
                .containsExactly(1, 1);
    }
}
