package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How libtorch starts in a JVM of its own, which no other test has prepared. */
class LibtorchTest {

    private static final String COLLECTION_OFF = "org.bytedeco.javacpp.noPointerGC";

    /** What a program may do first. */
    enum FirstUse {
        TENSOR {
            @Override
            void run(Path file) {
                Tensor.of(new float[] {1, 2}, 2).close();
            }
        },
        SCOPE {
            @Override
            void run(Path file) {
                Scope.open().close();
            }
        },
        NO_GRADIENT {
            @Override
            void run(Path file) {
                NoGradient.open().close();
            }
        },
        AUTOCAST {
            @Override
            void run(Path file) {
                Autocast.open(Device.CPU, DType.BFLOAT16).close();
            }
        },
        RANDOM_GENERATOR {
            @Override
            void run(Path file) {
                RandomGenerator.seeded(1, Device.CPU).close();
            }
        },
        DEVICE {
            @Override
            void run(Path file) {
                Device.automatic();
            }
        },
        THREADS {
            @Override
            void run(Path file) {
                Torch.threads(1);
            }
        },
        SAFETENSORS_FILE {
            @Override
            void run(Path file) {
                SafetensorsFile.open(file).close();
            }
        };

        abstract void run(Path file);
    }

    /** Stands for a program that lets libtorch load while it does something else. */
    private static final String LOAD_IN_BACKGROUND = "LOAD_IN_BACKGROUND";

    /** Stands for a program that ends with code 7. */
    private static final String EXIT = "EXIT";

    /** Stands for a program that somebody ends with code 5. */
    private static final String END = "END";

    /** Takes names of first uses and a file; prints why each was refused, and at the end whether JavaCPP collects. */
    static final class Program {

        public static void main(String[] arguments) throws InterruptedException {
            List<String> uses = List.of(arguments).subList(1, arguments.length);
            for (String use : uses) {
                if (use.equals(LOAD_IN_BACKGROUND)) {
                    Torch.loadInBackground();
                    continue;
                }
                if (use.equals(EXIT)) {
                    Torch.leaveOutEndings(7);
                    System.exit(7);
                }
                if (use.equals(END)) {
                    end();
                    continue;
                }
                if (use.equals(OTHER_LIBRARY)) {
                    new BytePointer(1).close();
                    continue;
                }
                try {
                    FirstUse.valueOf(use).run(Path.of(arguments[0]));
                } catch (LibtorchException e) {
                    System.out.println(use + " refused: " + e.getMessage());
                }
            }
            try (BytePointer pointer = new BytePointer(1)) {
                System.out.println(COLLECTION_OFF + "=" + System.getProperty(COLLECTION_OFF) + ", counted by JavaCPP: "
                        + Pointer.totalCount());
            }
        }

        /** Begins to end the program; the end waits a moment. */
        private static void end() throws InterruptedException {
            CountDownLatch ending = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                ending.countDown();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }));
            new Thread(() -> System.exit(5)).start();
            ending.await();
        }
    }

    /** Stands for a library that uses JavaCPP before Millsight does. */
    private static final String OTHER_LIBRARY = "OTHER_LIBRARY";

    private static final String REFUSED = " refused: JavaCPP collects native memory in this process,";
    private static final String NOTHING_IS_COLLECTED = COLLECTION_OFF + "=true, counted by JavaCPP: 0";

    @TempDir
    private Path folder;

    @Test
    void nothingIsCollectedWithoutAFlag() throws IOException, InterruptedException {
        assertThat(run(List.of(), "TENSOR", "NO_GRADIENT")).containsExactly(NOTHING_IS_COLLECTED);
    }

    @Test
    void aProcessThatAsksForCollectionIsRefused() throws IOException, InterruptedException {
        assertThat(run(List.of("-D" + COLLECTION_OFF + "=false"), "TENSOR"))
                .first()
                .asString()
                .startsWith("TENSOR" + REFUSED)
                .contains("start Java with -D" + COLLECTION_OFF + "=true");
    }

    @Test
    void aProcessWhoseOtherLibraryStartedJavaCppIsRefusedUnlessItSwitchedCollectionOff()
            throws IOException, InterruptedException {
        assertThat(run(List.of(), OTHER_LIBRARY, "SCOPE"))
                .first()
                .asString()
                .startsWith("SCOPE" + REFUSED)
                .contains("use Millsight before other libraries");
        assertThat(run(List.of("-D" + COLLECTION_OFF + "=true"), OTHER_LIBRARY, "SCOPE"))
                .containsExactly(NOTHING_IS_COLLECTED);
    }

    /** This holds only if each first use asks {@link Libtorch} before it touches JavaCPP. */
    @Test
    void eachFirstUseSaysWhichNativeLibraryTheClassPathLacks() throws IOException, InterruptedException {
        String withoutLibtorch = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*pytorch-[^/]*-(linux|macosx|windows)-[^/]*[.]jar"))
                .collect(Collectors.joining(File.pathSeparator));
        String[] uses = Stream.of(FirstUse.values()).map(Enum::name).toArray(String[]::new);
        List<String> said = run(List.of("-cp", withoutLibtorch), uses);
        List<String> inBackground = run(
                List.of("-cp", withoutLibtorch),
                Stream.concat(Stream.of(LOAD_IN_BACKGROUND), Stream.of(uses)).toArray(String[]::new));
        assertThat(inBackground).isEqualTo(said);
        assertThat(said).hasSize(uses.length + 1);
        for (int i = 0; i < uses.length; i++) {
            assertThat(said.get(i))
                    .startsWith(uses[i] + " refused: libtorch cannot be loaded (no jnitorch in java.library.path")
                    .contains("the class path needs org.bytedeco:pytorch");
        }
    }

    @Test
    void aFirstUseWaitsForTheLoadingInTheBackground() throws IOException, InterruptedException {
        assertThat(run(List.of(), LOAD_IN_BACKGROUND, "DEVICE", "TENSOR", "THREADS"))
                .containsExactly(NOTHING_IS_COLLECTED);
    }

    @Test
    void loadingByNameUnpacksTheLibrariesWhereNobodyHas() throws IOException, InterruptedException {
        Path cache = folder.resolve("cache");

        assertThat(run(List.of("-Dorg.bytedeco.javacpp.cachedir=" + cache), LOAD_IN_BACKGROUND, "TENSOR", "THREADS"))
                .containsExactly(NOTHING_IS_COLLECTED);

        try (Stream<Path> files = Files.walk(cache)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).contains("libtorch_cpu.so");
        }
    }

    @Test
    void aProgramEndsWhileLibtorchIsLoadedAndBehindItsUse() throws IOException, InterruptedException {
        assertThat(run(7, List.of(), LOAD_IN_BACKGROUND, EXIT)).isEmpty();
        assertThat(run(7, List.of(), LOAD_IN_BACKGROUND, "TENSOR", EXIT)).isEmpty();
        assertThat(run(7, List.of(), "TENSOR", EXIT)).isEmpty();
    }

    @Test
    void aProgramThatIsEndingKeepsItsExitCode() throws IOException, InterruptedException {
        assertThat(run(5, List.of(), "TENSOR", END, EXIT)).isEmpty();
    }

    private Path file() throws IOException {
        Path file = folder.resolve("one.safetensors");
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(file, Map.of("one", Tensor.of(new float[] {1}, 1)));
        }
        return file;
    }

    /** Runs {@link Program} in a JVM without the flags of this one; returns the lines that it prints. */
    private List<String> run(List<String> options, String... uses) throws IOException, InterruptedException {
        return run(0, options, uses);
    }

    private List<String> run(int exitCode, List<String> options, String... uses)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(List.of(Program.class.getName(), file().toString()));
        command.addAll(List.of(uses));
        Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isEqualTo(exitCode);
        return said.lines().toList();
    }
}
