package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
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
}
