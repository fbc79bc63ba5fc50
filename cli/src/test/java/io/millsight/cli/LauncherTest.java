package io.millsight.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the program, on a machine without an NVIDIA GPU. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class LauncherTest {

    private static final Path LAUNCHER =
            Path.of("..", "millsight").toAbsolutePath().normalize();

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
