package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileIdentityTest {

    @TempDir
    private Path folder;

    @Test
    void isTheSameByAnyWayToAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a.png"), "steel");
        Path copy = Files.copy(file, folder.resolve("copy.png"));
        Path hard = Files.createLink(folder.resolve("hard.png"), file);
        Path soft = Files.createSymbolicLink(folder.resolve("soft.png"), file);
        Path inFolder =
                Files.createSymbolicLink(folder.resolve("folder"), folder).resolve("a.png");
        Path around = folder.resolve("../" + folder.getFileName() + "/./a.png");
        for (Path way : new Path[] {hard, soft, inFolder, around}) {
            assertThat(FileIdentity.of(way)).isPresent().isEqualTo(FileIdentity.of(file));
        }
        assertThat(FileIdentity.of(copy)).isPresent().isNotEqualTo(FileIdentity.of(file));
    }

    @Test
    void isNoneWhereThereIsNoFile() throws IOException {
        assertThat(FileIdentity.of(folder.resolve("none"))).isEmpty();
        Path loop = folder.resolve("loop");
        Files.createSymbolicLink(loop, loop);
        assertThat(FileIdentity.of(loop)).isEmpty();
    }
}
