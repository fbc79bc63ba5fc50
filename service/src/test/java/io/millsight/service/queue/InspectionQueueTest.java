package io.millsight.service.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.RgbImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InspectionQueueTest {

    private static final RgbImage PIXEL = new RgbImage(1, 1, new byte[3]);

    @Test
    void limitsImagesAndBytesUntilAPlaceIsGivenBack() {
        InspectionQueue queue = new InspectionQueue(new InspectionQueue.Limits(2, 100));

        InspectionQueue.Place first = queue.reserve(60).orElseThrow();
        assertThat(queue.reserve(41)).isEmpty();
        assertThat(first.grow(30)).isTrue();
        assertThat(first.grow(11)).isFalse();
        InspectionQueue.Place second = queue.reserve(10).orElseThrow();
        assertThat(queue.reserve(0)).isEmpty();
        first.close();
        first.close();
        second.close();
        assertThat(queue.taken()).isZero();
        assertThat(queue.reserve(100)).isPresent();
    }

    @Test
    void everyFourthPlaceIsForTheBulkLaneWhileBothWait() throws Exception {
        InspectionQueue queue = new InspectionQueue(InspectionQueue.Limits.STANDARD);
        for (int i = 0; i < 8; i++) {
            queue.submit(new PendingImage(PIXEL, Lane.BULK));
            queue.submit(new PendingImage(PIXEL, Lane.INTERACTIVE));
        }
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            queue.take(4, Duration.ZERO).forEach(image -> lanes.add(image.lane()));
        }
        assertThat(lanes.subList(0, 8).stream().filter(lane -> lane == Lane.BULK))
                .hasSize(2);
        assertThat(lanes.stream().filter(lane -> lane == Lane.BULK)).hasSize(8);
    }

    @Test
    void leavesOutWhatNobodyWaitsFor() throws Exception {
        InspectionQueue queue = new InspectionQueue(InspectionQueue.Limits.STANDARD);
        PendingImage late = new PendingImage(PIXEL, Lane.INTERACTIVE);
        PendingImage gone = new PendingImage(PIXEL, Lane.INTERACTIVE);
        PendingImage waiting = new PendingImage(PIXEL, Lane.INTERACTIVE);
        List.of(late, gone, waiting).forEach(queue::submit);

        assertThatThrownBy(() -> late.await(Duration.ofMillis(1), () -> false)).isInstanceOf(DeadlineException.class);
        assertThatThrownBy(() -> gone.await(Duration.ofSeconds(9), () -> true))
                .isInstanceOf(RequesterGoneException.class);

        assertThat(queue.take(9, Duration.ZERO)).containsExactly(waiting);
    }

    @Test
    void failsWhatStillWaitsAtTheEnd() {
        InspectionQueue queue = new InspectionQueue(InspectionQueue.Limits.STANDARD);
        PendingImage before = new PendingImage(PIXEL, Lane.BULK);
        queue.submit(before);
        queue.failAll(new IllegalStateException("the end"));
        PendingImage after = new PendingImage(PIXEL, Lane.BULK);
        queue.submit(after);

        for (PendingImage image : List.of(before, after)) {
            assertThatThrownBy(() -> image.await(Duration.ofSeconds(9), () -> false))
                    .isInstanceOf(InferenceException.class);
        }
    }
}
