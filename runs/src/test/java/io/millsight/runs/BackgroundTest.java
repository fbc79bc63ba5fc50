package io.millsight.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BackgroundTest {

    @Test
    void closingWaitsUntilTheWorkHasEnded() throws InterruptedException {
        CountDownLatch began = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Future<Integer> work;
        try (Background background = Background.threads(1, "test", () -> {})) {
            work = background.start(() -> {
                began.countDown();
                long end = System.nanoTime() + 100_000_000;
                while (System.nanoTime() < end) {
                    Thread.onSpinWait(); // native code does not hear interrupts either
                }
                ended.set(true);
                return 0;
            });
            began.await();
        }
        assertThat(ended).isTrue();
        assertThat(work).isDone();
    }

    @Test
    void anInterruptWhileClosingIsPassedOn() {
        Background background = Background.threads(1, "test", () -> {});
        Future<Integer> work = background.start(() -> 0);
        assertThat(Background.await(work, "wait")).isZero();
        Thread.currentThread().interrupt();
        background.close();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatTheWorkThrewIsThrown() {
        try (Background background = Background.threads(1, "test", () -> {})) {
            Future<Integer> mistake = background.start(() -> {
                throw new TrainingException("the image is gone");
            });
            assertThatThrownBy(() -> Background.await(mistake, "read samples")).hasMessage("the image is gone");
            Future<Integer> error = background.start(() -> {
                throw new OutOfMemoryError("heap");
            });
            assertThatThrownBy(() -> Background.await(error, "read samples")).isInstanceOf(OutOfMemoryError.class);
        }
    }
}
