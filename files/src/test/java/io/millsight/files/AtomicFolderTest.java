package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFolderTest {

    @TempDir
    Path place;

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.filter(path -> !path.equals(place))
                    .map(place::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void makesTheFolderAndThoseAboveIt() throws IOException {
        AtomicFolder.write(place.resolve("a/b"), folder -> Files.writeString(folder.resolve("c"), "d"));

        assertThat(files()).containsExactly(Path.of("a"), Path.of("a/b"), Path.of("a/b/c"));
    }

    @Test
    void takesTheEmptyFolderThatIsThereAlready() throws IOException {
        Path target = Files.createDirectory(place.resolve("a"));

        AtomicFolder.write(target, folder -> Files.writeString(folder.resolve("c"), "d"));

        assertThat(files()).containsExactly(Path.of("a"), Path.of("a/c"));
    }

    @Test
    void leavesNothingBehindWhenTheContentFails() throws IOException {
        assertThatThrownBy(() -> AtomicFolder.write(place.resolve("a"), folder -> {
                    Files.writeString(
                            Files.createDirectory(folder.resolve("sub")).resolve("c"), "d");
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(files()).isEmpty();
    }

    @Test
    void refusesAFolderThatHoldsSomething() throws IOException {
        Files.writeString(Files.createDirectory(place.resolve("a")).resolve("c"), "precious");

        assertThatThrownBy(() -> AtomicFolder.write(place.resolve("a"), folder -> {}))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(place.resolve("a") + ": the folder is not empty; choose another, or remove it first");
        assertThat(place.resolve("a/c")).hasContent("precious");
    }

    @Test
    void refusesAFileInThePlaceOfTheFolder() throws IOException {
        Files.writeString(place.resolve("a"), "precious");

        assertThatThrownBy(() -> AtomicFolder.write(place.resolve("a"), folder -> {}))
                .hasMessage(place.resolve("a") + ": is a file; choose another folder");
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedAndTheFormerOneStays() throws IOException {
        Path file = place.resolve("a");
        Files.writeString(file, "former");

        assertThatThrownBy(() -> AtomicFile.write(file, channel -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(file + ": No space left on device");
        assertThat(files()).containsExactly(Path.of("a"));
        assertThat(file).hasContent("former");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void othersMayReadAFileAsTheyMayAnyNewFile() throws IOException {
        Path plain = Files.writeString(place.resolve("plain"), "");
        Path file = place.resolve("a");
        AtomicFile.write(file, channel -> {});

        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(Files.getPosixFilePermissions(plain))
                .contains(PosixFilePermission.OWNER_READ);
    }

    @Test
    void aNameMayBeAsLongAsTheFileSystemAllows() throws IOException {
        Path file = place.resolve("x".repeat(251) + ".png");
        Path folder = place.resolve("y".repeat(255));

        AtomicFile.write(file, new byte[1]);
        AtomicFolder.replace(folder, filled -> {});
        AtomicFolder.replace(folder, filled -> {});

        assertThat(files()).containsExactly(place.relativize(file), place.relativize(folder));
    }

    @Test
    void aFolderIsReplacedAsAWhole() throws IOException {
        Path target = place.resolve("a");
        AtomicFolder.replace(target, folder -> Files.writeString(folder.resolve("former"), ""));

        AtomicFolder.replace(target, folder -> Files.writeString(folder.resolve("new"), ""));

        assertThat(files()).containsExactly(Path.of("a"), Path.of("a/new"));
    }

    @Test
    void theFormerFolderGoesBackWhereTheNewOneCannotTakeItsPlace() throws IOException {
        Path target = Files.createDirectory(place.resolve("a"));
        Files.writeString(target.resolve("former"), "precious");

        try (StagedTarget draft = new StagedTarget(target)) {
            draft.open();
            assertThatThrownBy(draft::replaceTarget)
                    .isInstanceOf(FileSystemException.class); // the new content does not exist
        }

        assertThat(files()).containsExactly(Path.of("a"), Path.of("a/former"));
    }

    @Test
    void aFileIsNotReplacedByAFolder() throws IOException {
        Files.writeString(place.resolve("a"), "precious");

        assertThatThrownBy(() -> AtomicFolder.replace(place.resolve("a"), folder -> {}))
                .hasMessage(place.resolve("a") + ": is a file; choose another folder");
        assertThat(place.resolve("a")).hasContent("precious");
    }

    @Test
    void foldersAboveThatWereMadeForNothingGoAgain() throws IOException {
        assertThatThrownBy(() -> AtomicFolder.write(place.resolve("a/b/c"), folder -> {
                    throw new IOException("the disk is full");
                }))
                .hasMessage("the disk is full");

        assertThat(files()).isEmpty();
    }

    @Test
    void aFailureNamesWhatWasToBeWrittenAndNotTheHiddenPlace() throws IOException {
        Path file = place.resolve("none/a");
        assertThatThrownBy(() -> AtomicFile.write(file, new byte[1])).hasMessageNotContaining(".millsight-");

        Path folder = place.resolve("b");
        assertThatThrownBy(() -> AtomicFolder.write(folder, partial -> Files.delete(partial.resolve("c/d"))))
                .hasMessage(folder.resolve("c/d") + ": there is no such file or folder");
    }

    @Test
    void aScratchFolderIsGoneAfterwards() throws IOException {
        Path target = place.resolve("a");
        AtomicFolder.withScratch(target, scratch -> {
            Files.writeString(scratch.resolve("draft"), "x");
            AtomicFolder.write(target, folder -> Files.copy(scratch.resolve("draft"), folder.resolve("b")));
        });

        assertThat(files()).containsExactly(Path.of("a"), Path.of("a/b"));
    }

    @Test
    void aFolderIsRemovedWithAllThatIsInIt() throws IOException {
        AtomicFolder.write(place.resolve("a"), folder -> Files.writeString(folder.resolve("b"), ""));

        AtomicFolder.remove(place.resolve("a"));

        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> AtomicFolder.remove(place.resolve("a")))
                .hasMessage(place.resolve("a") + ": there is no such file or folder");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aLinkIsPointedElsewhere() throws IOException {
        AtomicFile.link(place.resolve("last"), Path.of("one"));
        AtomicFile.link(place.resolve("last"), Path.of("two"));

        assertThat(Files.readSymbolicLink(place.resolve("last"))).isEqualTo(Path.of("two"));
        assertThat(files()).containsExactly(Path.of("last"));
    }

    @Test
    void hiddenFilesThatAreNotOursStay() throws IOException {
        Files.createDirectory(place.resolve(".mine.partial"));
        Files.writeString(place.resolve(".millsight-mine.lock"), "../../etc"); // does not name a sibling
        Files.createDirectory(place.resolve(".millsight-mine.former"));

        Leftovers.clear(place);

        assertThat(files())
                .containsExactly(
                        Path.of(".millsight-mine.former"), Path.of(".millsight-mine.lock"), Path.of(".mine.partial"));
    }
}
