package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, on a machine without an NVIDIA GPU; with a Java that only prints how it was called. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("..", "millsight").toAbsolutePath().normalize();

    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    @TempDir
    Path place;

    @Test
    void theGpuVariantSaysWhatIsMissing() throws IOException, InterruptedException {
        assertThat(error("--cuda", ""))
                .isEqualTo(
                        "millsight: the GPU variant needs the NVIDIA driver (libcuda.so.1), CUDA 13 (libcudart.so.13),"
                                + " cuDNN 9 (libcudnn.so.9), NCCL 2 (libnccl.so.2); install what is missing (docs/gpu.md says how),"
                                + " or run without --cuda");
    }

    @Test
    void theGpuVariantDoesNotComplainOfWhatIsThere() throws IOException, InterruptedException {
        for (String library : List.of("libcuda.so.1", "libcudart.so.13", "libnccl.so.2")) {
            Files.createFile(place.resolve(library));
        }

        assertThat(error("--cuda", place.toString())).contains("needs cuDNN 9 (libcudnn.so.9); install");
    }

    @Test
    void aDescriptionOfOneImageIsNotCompiledTwice() throws IOException, InterruptedException {
        Path image = Files.createFile(place.resolve("strip.png"));
        Path model = Files.createDirectory(place.resolve("model"));

        assertThat(options("describe", image.toString(), "--model", model.toString()))
                .contains(FIRST_COMPILER_ONLY);
    }

    @Test
    void manyImagesAreDescribedWithOptimisedCode() throws IOException, InterruptedException {
        Path folder = Files.createDirectory(place.resolve("images"));

        assertThat(options("describe", folder.toString())).doesNotContain(FIRST_COMPILER_ONLY);
        assertThat(options("train", "--data", folder.toString())).doesNotContain(FIRST_COMPILER_ONLY);
    }

    @Test
    void preparedClassesAreUsedUnlessTheLibrariesAreNewer() throws IOException, InterruptedException {
        options("info");
        Path library = place.resolve("home/cli/target/millsight/lib");
        Path classes = Files.createFile(library.resolveSibling("classes-17.0.1.jsa"));
        Files.setLastModifiedTime(library, FileTime.from(Instant.now().minusSeconds(60)));

        assertThat(options("info")).contains("-XX:SharedArchiveFile=" + classes, "-XX:ArchiveRelocationMode=0");

        Files.setLastModifiedTime(classes, FileTime.from(Instant.now().minusSeconds(120)));

        assertThat(options("info")).noneMatch(option -> option.contains("SharedArchive"));
    }

    /** Runs a copy of the launcher on a program that is built, and returns what it gives to Java. */
    private List<String> options(String... arguments) throws IOException, InterruptedException {
        Path home = place.resolve("home");
        Path library = Files.createDirectories(home.resolve("cli/target/millsight/lib"));
        for (String file : List.of("millsight", "native-environment.sh")) {
            Files.copy(LAUNCHER.resolveSibling(file), home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.writeString(home.resolve("pom.xml"), "");
        Files.setLastModifiedTime(home.resolve("pom.xml"), FileTime.from(Instant.EPOCH));
        Path jar = library.resolve("millsight-cli-1.jar");
        if (Files.notExists(jar)) {
            Files.createFile(jar);
        }
        Path java = Files.createDirectories(place.resolve("java/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(place.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
        List<String> command =
                new ArrayList<>(List.of("bash", home.resolve("millsight").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", place.resolve("java").toString());
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(lines.toString()).isZero();
        return lines;
    }

    /** Runs the launcher where the dynamic linker knows no library, and returns the line that it ends with. */
    private String error(String option, String libraries) throws IOException, InterruptedException {
        Path tools = Files.createDirectory(place.resolve("tools"));
        Path linker = Files.writeString(tools.resolve("ldconfig"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(linker, PosixFilePermissions.fromString("rwxr-xr-x"));
        ProcessBuilder builder = new ProcessBuilder("bash", LAUNCHER.toString(), option, "env");
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        builder.environment().put("LD_LIBRARY_PATH", libraries);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isEqualTo(2);
        return error;
    }
}
