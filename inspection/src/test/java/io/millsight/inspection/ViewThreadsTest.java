package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.torch.Torch;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewThreadsTest {

    @Test
    void resultsStandInTheOrderOfTheWork() {
        try (ViewThreads threads = new ViewThreads(3)) {
            List<Supplier<Integer>> work = IntStream.range(0, 20)
                    .<Supplier<Integer>>mapToObj(i -> () -> i)
                    .toList();
            assertThat(threads.all(work))
                    .containsExactlyElementsOf(IntStream.range(0, 20).boxed().toList());
        }
    }

    @Test
    void eachThreadHasOneProcessorAndTheCallerKeepsItsOwn() {
        int before = Torch.threads();
        try (ViewThreads threads = new ViewThreads(2)) {
            assertThat(threads.all(List.<Supplier<Integer>>of(Torch::threads, Torch::threads)))
                    .containsExactly(1, 1);
        }
        assertThat(Torch.threads()).isEqualTo(before);
    }

    @Test
    void aSinglePieceHasOneProcessorTooUnlessThereIsOnlyTheCaller() {
        try (ViewThreads two = new ViewThreads(2);
                ViewThreads one = new ViewThreads(1)) {
            assertThat(two.all(List.<Supplier<Integer>>of(Torch::threads))).containsExactly(1);
            assertThat(one.all(List.<Supplier<Thread>>of(Thread::currentThread)))
                    .containsExactly(Thread.currentThread());
        }
    }

    @Test
    void everyThreadGetsEnoughViews() {
        try (ViewThreads two = new ViewThreads(2);
                ViewThreads one = new ViewThreads(1)) {
            assertThat(IntStream.of(1, 7, 8, 12, 96).map(two::shares).toArray()).containsExactly(1, 1, 2, 2, 2);
            assertThat(one.shares(96)).isEqualTo(1);
        }
    }

    @Test
    void whatAPieceOfWorkThrowsReachesTheCaller() {
        try (ViewThreads threads = new ViewThreads(2)) {
            assertThatThrownBy(() -> threads.all(List.<Supplier<Integer>>of(() -> 1, () -> {
                        throw new IllegalStateException("broken");
                    })))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("broken");
            assertThatThrownBy(() -> threads.all(List.<Supplier<Integer>>of(
                            () -> {
                                throw new OutOfMemoryError("full");
                            },
                            () -> 1)))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }
}
