package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputFileTest {

    @TempDir
    private Path folder;

    @Test
    void readsAFileOfTheLargestSizeAllowed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "steel");
        assertThat(InputFile.readText(file, 5)).isEqualTo("steel");
        assertRefused(file, 4, "has more than the 4 bytes that are allowed here");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused(folder.resolve("none"), 10, "there is no such file or folder");
    }

    @Test
    void refusesAFolder() {
        assertRefused(folder, 10, "is a folder");
    }

    @Test
    void refusesADeviceThatNeverEnds() {
        Path device = Path.of("/dev/zero");
        assumeThat(device).as("/dev/zero, which this system does not have").exists();
        assertRefused(device, 10, "is not a regular file");
    }

    @Test
    void readsNoMoreThanAllowedWhereTheSystemStatesNoSize() {
        Path file = Path.of("/proc/self/status");
        assumeThat(file).as("/proc, which this system does not have").exists();
        assertRefused(file, 10, "has more than the 10 bytes that are allowed here");
    }

    @Test
    void refusesTextInAnotherEncoding() throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), new byte[] {(byte) 0xb0, (byte) 0xa1});
        assertThatThrownBy(() -> InputFile.readText(file, 10))
                .isInstanceOfSatisfying(
                        FileSystemException.class,
                        e -> assertThat(InputFile.reason(e)).isEqualTo("is not encoded in UTF-8"));
    }

    private static void assertRefused(Path file, long maxBytes, String reason) {
        assertThatThrownBy(() -> InputFile.read(file, maxBytes))
                .isInstanceOfSatisfying(FileSystemException.class, e -> {
                    assertThat(e.getFile()).isEqualTo(file.toString());
                    assertThat(InputFile.reason(e)).isEqualTo(reason);
                });
    }
}
