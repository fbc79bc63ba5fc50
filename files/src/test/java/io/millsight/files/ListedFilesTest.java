package io.millsight.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListedFilesTest {

    private static final ListedFiles REPORT =
            new ListedFiles("millsight report", Pattern.compile("report\\.html|sheet_\\w+\\.png"));

    @TempDir
    Path place;

    @Test
    void aFolderIsMadeAndItsFilesAreListed() throws IOException {
        Path folder = place.resolve("a/b");

        write(folder, "first", "report.html", "sheet_1.png");

        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("report.html", "sheet_1.png", ListedFiles.LIST);
        assertThat(Files.readAllLines(folder.resolve(ListedFiles.LIST)))
                .containsExactly(
                        "Files of 'millsight report', which replaces them when it writes here again:",
                        "report.html",
                        "sheet_1.png");
    }

    @Test
    void anEmptyFolderMayBeThereAlready() throws IOException {
        write(place, "first", "report.html");

        assertThat(place.toFile().list()).containsExactlyInAnyOrder("report.html", ListedFiles.LIST);
    }

    @Test
    void aLaterSetTakesThePlaceOfAnEarlierOneAndTouchesNothingElse() throws IOException {
        write(place, "first", "report.html", "sheet_1.png", "sheet_2.png");
        Files.writeString(place.resolve("notes.txt"), "mine");
        Files.createDirectories(place.resolve("pictures"));

        write(place, "second", "report.html", "sheet_1.png");

        assertThat(place.toFile().list())
                .containsExactlyInAnyOrder("report.html", "sheet_1.png", "notes.txt", "pictures", ListedFiles.LIST);
        assertThat(place.resolve("report.html")).hasContent("second");
        assertThat(place.resolve("notes.txt")).hasContent("mine");
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() throws IOException {
        Files.writeString(place.resolve("sheet_holiday.png"), "mine");

        assertRefused(place + ": the folder is not empty, and 'millsight report' has not written into it before;"
                + " choose another, or remove it first");
        assertThat(place.toFile().list()).containsExactly("sheet_holiday.png");
    }

    @Test
    void aFileOfSomebodyElseThatIsInTheWayIsRefused() throws IOException {
        write(place, "first", "report.html");
        Files.writeString(place.resolve("sheet_holiday.png"), "mine");

        assertRefused(place.resolve("sheet_holiday.png")
                + ": is in the way, and no earlier report wrote it; move it away, or choose another folder");
        assertThat(place.resolve("sheet_holiday.png")).hasContent("mine");
        assertThat(place.resolve("report.html")).hasContent("first");
    }

    @Test
    void aFileInPlaceOfTheFolderIsRefused() throws IOException {
        Path file = Files.createFile(place.resolve("taken"));

        assertThatThrownBy(() -> REPORT.requirePlace(file))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(file + ": is a file; give a folder to write to");
    }

    @Test
    void theSetOfAnotherWriterIsRefused() throws IOException {
        new ListedFiles("millsight other", Pattern.compile("other\\.txt"))
                .write(place, staged -> Files.writeString(staged.resolve("other.txt"), "other"));

        assertRefused(
                place.resolve(ListedFiles.LIST) + ": is not the list of 'millsight report'; choose another folder");
        assertThat(place.resolve("other.txt")).hasContent("other");
    }

    @Test
    void aListThatNamesOtherFilesIsRefused() throws IOException {
        Path outside = Files.writeString(place.resolve("outside.txt"), "mine");
        Path folder = place.resolve("report");
        write(folder, "first", "report.html");
        Files.writeString(
                folder.resolve(ListedFiles.LIST),
                Files.readString(folder.resolve(ListedFiles.LIST)) + "../outside.txt\n");

        assertThatThrownBy(() -> REPORT.requirePlace(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("names ../outside.txt, which 'millsight report' does not write");
        assertThat(outside).exists();
    }

    @Test
    void whatCannotBeWrittenLeavesTheEarlierSet() throws IOException {
        write(place, "first", "report.html", "sheet_1.png");

        assertThatThrownBy(() -> REPORT.write(place, staged -> {
                    Files.writeString(staged.resolve("report.html"), "second");
                    throw new IOException("No space left on device");
                }))
                .hasMessageContaining("No space left on device");
        assertThat(place.toFile().list()).containsExactlyInAnyOrder("report.html", "sheet_1.png", ListedFiles.LIST);
        assertThat(place.resolve("report.html")).hasContent("first");
    }

    @Test
    void whatCannotBeWrittenLeavesNoFolder() {
        Path folder = place.resolve("a/b");

        assertThatThrownBy(() -> REPORT.write(folder, staged -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(IOException.class);
        assertThat(place).isEmptyDirectory();
    }

    /**
     * A kill between the moves: the new set is complete under its hidden name, and some of its files are already in
     * place.
     */
    @Test
    void aReplacementThatWasCutInTwoIsFinished() throws IOException {
        write(place, "first", "report.html", "sheet_1.png", "sheet_2.png");
        Path other = place.resolve("other");
        write(other, "second", "report.html", "sheet_1.png");
        Files.move(other, place.resolve(ListedFiles.STAGED));
        Files.delete(place.resolve("report.html"));
        Files.move(place.resolve(ListedFiles.STAGED).resolve("report.html"), place.resolve("report.html"));

        REPORT.requirePlace(place);

        assertThat(place.toFile().list()).containsExactlyInAnyOrder("report.html", "sheet_1.png", ListedFiles.LIST);
        assertThat(place.resolve("report.html")).hasContent("second");
        assertThat(place.resolve("sheet_1.png")).hasContent("second");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> write(place, "second", "report.html"))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessage(message);
    }

    private static void write(Path folder, String content, String... names) throws IOException {
        REPORT.write(folder, staged -> {
            for (String name : names) {
                Files.writeString(staged.resolve(name), content);
            }
        });
    }
}
