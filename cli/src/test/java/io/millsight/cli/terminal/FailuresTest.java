package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.image.InvalidImageException;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.runs.TrainingException;
import io.millsight.steel.InputException;
import io.millsight.torch.SafetensorsException;
import io.millsight.torch.TorchException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailuresTest {

    static Stream<Arguments> toMend() {
        return Stream.of(
                Arguments.of(new InputException("a.xml: line 3: no box"), "a.xml: line 3: no box"),
                Arguments.of(new InvalidImageException("a.png: cut off"), "a.png: cut off"),
                Arguments.of(new ModelFolderException("m: no config.json"), "m: no config.json"),
                Arguments.of(new SafetensorsException("w: truncated"), "w: truncated"),
                Arguments.of(new AdapterException("a: matches nothing"), "a: matches nothing"),
                Arguments.of(new TrainingException("no samples"), "no samples"),
                Arguments.of(new IOException("Broken pipe"), "Broken pipe"),
                Arguments.of(
                        new FileSystemException("m/w", null, "No space left on device"),
                        "m/w: No space left on device"),
                Arguments.of(new NoSuchFileException("a/b"), "a/b: there is no such file or folder"),
                Arguments.of(new AccessDeniedException("a"), "a: access denied; check who may read and write it"),
                Arguments.of(new NotDirectoryException("a"), "a: is not a folder"),
                Arguments.of(
                        new InvalidPathException("a\0b", "Nul character not allowed"),
                        "\"a\\u0000b\" is not a file name that this system allows (Nul character not allowed)"),
                Arguments.of(
                        new InputException("\u001b[2J\u202efig.png: cut off"), "\\u001b[2J\\u202efig.png: cut off"),
                Arguments.of(
                        new UncheckedIOException(new NoSuchFileException("a")), "a: there is no such file or folder"),
                Arguments.of(
                        new UncheckedIOException("cannot write a: full", new IOException("full")),
                        "cannot write a: full"),
                Arguments.of(
                        new UncheckedIOException("cannot encode a figure", new AccessDeniedException("/tmp/x")),
                        "cannot encode a figure (access denied; check who may read and write it)"));
    }

    @ParameterizedTest
    @MethodSource
    void toMend(Throwable failure, String line) {
        assertReport(failure, 2, line);
    }

    @Test
    void aMistakeOfTheProgramSaysSoAndHowToSeeMore() {
        assertReport(
                new IllegalStateException("no\n  such state"),
                1,
                "internal error: java.lang.IllegalStateException: no such state (--debug shows where)");
        assertReport(
                new TorchException("expected a matrix"),
                1,
                "internal error: io.millsight.torch.TorchException: expected a matrix (--debug shows where)");
        assertReport(
                new TorchException("CUDA out of memory"),
                1,
                "there is not enough memory for so much at once; train with --gradient_checkpointing true, describe with --batch-size 1"
                        + " (CUDA out of memory)");
    }

    @Test
    void aFullHeapSaysHowToGiveMore() {
        StringWriter err = new StringWriter();
        assertThat(Failures.report(new OutOfMemoryError(), new PrintWriter(err, true), false))
                .isEqualTo(1);
        assertThat(err.toString()).contains("MILLSIGHT_JAVA_OPTIONS=-Xmx4g");
    }

    @Test
    void aNativeLibraryThatDoesNotLoadNamesTheMachine() {
        StringWriter err = new StringWriter();
        assertThat(Failures.report(
                        new UnsatisfiedLinkError("no jnitorch in java.library.path"),
                        new PrintWriter(err, true),
                        false))
                .isEqualTo(1);
        assertThat(err.toString()).contains(System.getProperty("os.arch")).contains("no jnitorch");
    }

    private static void assertReport(Throwable failure, int exitCode, String line) {
        StringWriter err = new StringWriter();
        assertThat(Failures.report(failure, new PrintWriter(err, true), false)).isEqualTo(exitCode);
        assertThat(err.toString()).isEqualTo("millsight: " + line + System.lineSeparator());
    }
}
