package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what Ctrl-C and kills leave behind, in separate processes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class ShutdownTest {

    private static final int SIGINT_EXIT = 130;
    private static final int SIGTERM_EXIT = 143;

    @TempDir
    Path place;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endAll() {
        started.forEach(Process::destroyForcibly);
    }

    private Path target() {
        return place.resolve("target");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(place)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Starts the program and waits until it is in the middle of its work. */
    private Process start(String work, Path where) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WritingProgram.class.getName(),
                        work,
                        where.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("ready");
        return process;
    }

    private static int end(Process process, String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"folder, INT", "folder, TERM", "scratch, INT", "scratch, TERM"})
    void nothingRemainsOfAFolderWhoseWriterIsAskedToEnd(String work, String signal) throws Exception {
        int exitCode = end(start(work, place.resolve("above/target")), signal);

        assertThat(exitCode).isEqualTo(signal.equals("INT") ? SIGINT_EXIT : SIGTERM_EXIT);
        assertThat(names()).isEmpty();
    }

    @Test
    void theFormerFolderStaysWhenItsReplacementIsInterrupted() throws Exception {
        Files.writeString(Files.createDirectory(target()).resolve("former"), "precious");

        end(start("replacement", target()), "INT");

        assertThat(names()).containsExactly("target");
        assertThat(target().resolve("former")).hasContent("precious");
    }

    @Test
    void aFileIsFinishedBeforeTheProgramEndsAndNoOtherIsBegun() throws Exception {
        assertThat(end(start("file", target()), "INT")).isEqualTo(SIGINT_EXIT);

        assertThat(target()).hasContent("x".repeat(10));
        assertThat(names()).containsExactly("target");
    }

    @Test
    void whatShallBeFinishedIsFinishedWithAllItsFiles() throws Exception {
        Files.writeString(Files.createDirectory(target()).resolve("former"), "");
        Files.writeString(Files.createDirectory(place.resolve("old")).resolve("former"), "");
        Process process = start("finish", target());

        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(end(process, "INT")).isEqualTo(SIGINT_EXIT); // two signals in a row

        assertThat(names()).containsExactly("target");
        assertThat(target().resolve("a")).hasContent("a");
        assertThat(target().resolve("b")).hasContent("b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "scratch", "replacement", "file"})
    void whatAKillLeavesIsGoneAfterTheNextFolderBesideIt(String work) throws Exception {
        end(start(work, target()), "KILL");
        assertThat(names()).isNotEmpty().allMatch(name -> name.startsWith(".millsight-"));

        AtomicFolder.write(place.resolve("other"), folder -> {});

        assertThat(names()).containsExactly("other");
    }

    @Test
    void whatAKillLeavesIsGoneAfterTheNextFileBesideIt() throws Exception {
        end(start("file", target()), "KILL");
        assertThat(names()).isNotEmpty();

        AtomicFile.write(place.resolve("other"), new byte[1]);

        assertThat(names()).containsExactly("other");
    }

    @Test
    void whatALivingProcessWritesIsLeftAlone() throws Exception {
        Process process = start("folder", target());
        try {
            List<String> hidden = names();
            Leftovers.clear(place);

            assertThat(names()).isEqualTo(hidden);
        } finally {
            end(process, "KILL");
        }
    }

    @Test
    void aReplacementThatWasCutInTwoIsTakenBack() throws Exception {
        Files.writeString(Files.createDirectory(target()).resolve("former"), "precious");
        end(start("cut", target()), "KILL");
        assertThat(target()).doesNotExist();

        AtomicFolder.recover(target());

        assertThat(names()).containsExactly("target");
        assertThat(target().resolve("former")).hasContent("precious");
    }

    @Test
    void aFolderThatWasBeingReplacedIsNotTakenForFree() throws Exception {
        Files.writeString(Files.createDirectory(target()).resolve("former"), "precious");
        end(start("cut", target()), "KILL");

        assertThatThrownBy(() -> AtomicFolder.write(target(), folder -> {}))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(names()).containsExactly("target");
    }

    @Test
    void aReplacementThatALivingProcessDoesNotEndIsReported() throws Exception {
        Files.createDirectory(target());
        Process process = start("cut", target());
        try {
            assertThatThrownBy(() -> AtomicFolder.recover(target()))
                    .hasMessage(target()
                            + ": is being replaced, or was when the program was killed, and cannot be put back;"
                            + " try again, and allow writing to " + place);
        } finally {
            end(process, "KILL");
        }
    }

    @Test
    void aLockExcludesOtherProcessesAndEndsWithTheOneThatHoldsIt() throws Exception {
        Path file = place.resolve(".lock");
        Process process = start("lock", file);

        assertThat(ProcessLock.tryAcquire(file)).isEmpty();
        end(process, "KILL");

        try (ProcessLock lock = ProcessLock.tryAcquire(file).orElseThrow()) {
            assertThat(ProcessLock.tryAcquire(file)).isEmpty();
            assertThat(ProcessLock.tryAcquire(place.resolve("../" + place.getFileName() + "/.lock")))
                    .isEmpty();
        }
        ProcessLock.tryAcquire(file).orElseThrow().close();
    }
}
