package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

class TorchTest {

    @Test
    void aNumberOfThreadsHoldsForTheThreadThatSetsItOnly() {
        int usual = Torch.threads();
        ExecutorService earlier = Executors.newSingleThreadExecutor();
        try {
            assertThat(CompletableFuture.supplyAsync(Torch::threads, earlier).join())
                    .isEqualTo(usual);
            Torch.threads(usual + 3);
            assertThat(Torch.threads()).isEqualTo(usual + 3);
            assertThat(CompletableFuture.supplyAsync(Torch::threads, earlier).join())
                    .isEqualTo(usual);
            ThreadFactory later = Executors.defaultThreadFactory();
            CompletableFuture<Integer> fresh = CompletableFuture.supplyAsync(
                    Torch::threads, task -> later.newThread(task).start());
            assertThat(fresh.join()).isEqualTo(usual);
        } finally {
            Torch.threads(usual);
            earlier.shutdown();
        }
        assertThat(Torch.threads()).isEqualTo(usual);
    }

    @Test
    void allCoresComputeUnlessTheEnvironmentSaysOtherwise() {
        assumeThat(System.getenv("OMP_NUM_THREADS")).isNull();
        assertThat(onNewThread(Torch::threads))
                .isEqualTo(Math.min(Loader.totalCores(), Runtime.getRuntime().availableProcessors()));
    }

    @Test
    void aNumberOfThreadsHoldsIfItIsTheFirstThingThatAThreadDoes() {
        int other = Torch.threads() + 2;
        assertThat(onNewThread(() -> {
                    Torch.threads(other);
                    try (Scope scope = Scope.open()) {
                        Tensor.full(1, DType.FLOAT32, Device.CPU, 1 << 20).exp();
                    }
                    return Torch.threads();
                }))
                .isEqualTo(other);
    }

    private static int onNewThread(Supplier<Integer> action) {
        return CompletableFuture.supplyAsync(action, task -> new Thread(task).start())
                .join();
    }
}
