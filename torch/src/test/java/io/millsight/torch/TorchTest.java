package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.Nullable;
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

    /** Prints how many threads a process computes with that nobody has told. */
    static final class Program {

        public static void main(String[] arguments) {
            System.out.println(Torch.threads());
        }
    }

    @Test
    void allCoresComputeUnlessTheEnvironmentSaysOtherwise() throws IOException, InterruptedException {
        int cores = Math.min(Loader.totalCores(), Runtime.getRuntime().availableProcessors());
        assertThat(threadsOfAProcess(null)).isEqualTo(Integer.toString(cores));
        assertThat(threadsOfAProcess("3")).isEqualTo("3");
    }

    /** Starts a JVM with a value of OMP_NUM_THREADS; null for none. */
    private static String threadsOfAProcess(@Nullable String variable) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        java.environment().remove("OMP_NUM_THREADS");
        if (variable != null) {
            java.environment().put("OMP_NUM_THREADS", variable);
        }
        Process process = java.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
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
