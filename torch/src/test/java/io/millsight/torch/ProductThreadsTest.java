package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

/** How many threads compute a product of float32 matrices. */
class ProductThreadsTest {

    /** Prints the number without a limit, with one, with that and a higher one, with the higher one alone, and without a limit again. */
    static final class Program {

        public static void main(String[] arguments) {
            Torch.threads();
            StringBuilder said = new StringBuilder().append(ProductThreads.now());
            try (ProductThreads one = ProductThreads.atMost(1);
                    ProductThreads two = ProductThreads.atMost(2)) {
                said.append(' ').append(ProductThreads.now());
                one.close();
                said.append(' ').append(ProductThreads.now());
            }
            try (ProductThreads many = ProductThreads.atMost(1000)) {
                said.append(' ').append(ProductThreads.now());
            }
            System.out.println(said);
        }
    }

    private static String said(Map<String, String> variables) throws IOException, InterruptedException {
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName());
        java.environment().keySet().removeIf(name -> name.endsWith("_NUM_THREADS"));
        java.environment().putAll(variables);
        Process process = java.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip();
    }

    @Test
    void theSmallestLimitHoldsUntilItIsClosed() throws IOException, InterruptedException {
        assumeThat(Loader.getPlatform()).isEqualTo("linux-x86_64");
        assumeThat(Loader.totalCores()).isGreaterThan(1);
        assertThat(said(Map.of("OMP_NUM_THREADS", "2"))).isEqualTo("2 1 2 2");
    }

    @Test
    void whatTheEnvironmentSaysHolds() throws IOException, InterruptedException {
        assumeThat(Loader.getPlatform()).isEqualTo("linux-x86_64");
        assumeThat(Loader.totalCores()).isGreaterThan(1);
        assertThat(said(Map.of("OPENBLAS_NUM_THREADS", "2"))).isEqualTo("2 2 2 2");
    }
}
