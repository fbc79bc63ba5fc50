package io.millsight.steel.format;

import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests lists of splits and groups beside a dataset. */
class SplitAndGroupListsTest {

    private static final String BOX = "crazing 1 2 3 4";

    @TempDir
    Path root;

    private List<String> findings() {
        return Datasets.scan(root).findings().stream()
                .map(finding -> finding.rule().id() + " " + finding.message().replace(root + "/", ""))
                .toList();
    }

    private List<String> ids(String split) {
        return Datasets.scan(root).dataset().split(split).stream()
                .map(AnnotatedImage::id)
                .toList();
    }

    // ---- splits

    @Test
    void namesThatEndInANumberAreNoListOfAClass() throws IOException {
        for (int i = -1; i <= 2; i++) {
            vocImage(root, "coil " + i, BOX);
        }
        text(root.resolve("ImageSets/Main/train.txt"), "coil 0", "coil 1");
        text(root.resolve("ImageSets/Main/val.txt"), "coil -1", "coil 2");
        text(root.resolve("ImageSets/Main/crazing_train.txt"), "coil 0  1", "coil 1 -1");
        assertThat(Datasets.read(root).splits()).containsOnlyKeys("train", "val");
        assertThat(ids("train")).containsExactly("coil 0", "coil 1");
        assertThat(ids("val")).containsExactly("coil -1", "coil 2");
    }

    @Test
    void aListThatOnlyLooksLikeThatOfAClassIsNotPassedOver() throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve("ImageSets/Main/train.txt"), "coil 0", "coil 1");
        assertThat(findings())
                .contains(
                        "broken-split ImageSets/Main/train.txt: line 1: there is no annotated image coil 0",
                        "broken-split ImageSets/Main/train.txt: line 2: there is no annotated image coil 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ImageSets/Main", "imagesets/main", "ImageSets"})
    void listsAreFoundWhateverTheCaseOfTheirFolder(String folder) throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve(folder).resolve("train.txt"), "a");
        assertThat(ids("train")).containsExactly("a");
    }

    @Test
    void aNulInAListIsReportedWithItsLine() throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve("ImageSets/Main/train.txt"), "a", "a\0b.jpg");
        assertThat(findings())
                .containsExactly(
                        "broken-split ImageSets/Main/train.txt: line 2: there is no annotated image a\\u0000b.jpg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"coil 1", " x ", "a, b", "a\"b", "a.jpg", "1", "-1 1", "x.xml", "back\\slash"})
    void whatIsWrittenForANameIsReadBack(String id) throws IOException {
        vocImage(root, id, BOX);
        vocImage(root, "other", BOX);
        Path main = Files.createDirectories(root.resolve("ImageSets/Main"));
        ImageList.write(List.of(id), main.resolve("train.txt"));
        ImageList.write(List.of("other"), main.resolve("val.txt"));
        GroupsFile.write(Map.of(id, "strip, left", "other", "7"), main.resolve(GroupsFile.NAME));
        assertThat(findings()).isEmpty();
        assertThat(ids("train")).containsExactly(id);
        assertThat(Datasets.read(root).groups()).containsEntry(id, "strip, left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\n"})
    void aNameWithALineBreakCannotBeListed(String id) {
        assertThatThrownBy(() -> ImageList.write(List.of(id), root.resolve("train.txt")))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("has a line break, so no list can name it; rename the file");
        assertThat(root.resolve("train.txt")).doesNotExist();
    }

    // ---- groups

    @Test
    void rowsThatNameNoImageAreReported() throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve("groups.csv"), "image,group", "a.png,7", "gone.png,7", "b\0.png,8");
        assertThat(Datasets.read(root).groups()).containsOnlyKeys("a");
        assertThat(findings())
                .containsExactly(
                        "group-without-image groups.csv: line 3: there is no image gone.png",
                        "group-without-image groups.csv: line 4: there is no image b\\u0000.png");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "b,1\\nc,2|names none of the images; its first column must be their file names",
                "a,1\\na,2|line 2: a is in the group 1 already; keep one of the lines",
                "a,x,1|line 1: \"a,x,1\" is not of the form image,group; a name with a comma stands in quotation marks",
                "a|line 1: \"a\" is not of the form image,group; a name with a comma stands in quotation marks",
                "a,|line 1: \"a,\" is not of the form image,group; a name with a comma stands in quotation marks"
            })
    void aListOfGroupsAtFaultIsReported(String rows, String text) throws IOException {
        vocImage(root, "a", BOX);
        Files.writeString(root.resolve("groups.csv"), rows.replace("\\n", "\n"));
        assertThat(findings())
                .contains("broken-groups groups.csv: " + text)
                .allMatch(finding -> finding.contains(" groups.csv: "));
    }

    @Test
    void anOpenQuotationMarkIsRefusedOrReadButNeverAnotherFailure() throws IOException {
        vocImage(root, "a", BOX);
        text(root.resolve("groups.csv"), "image,group", "\"a,1");
        assertThat(findings()).singleElement().asString().startsWith("broken-groups groups.csv: ");
    }

    @Test
    void namesAndGroupsWithCommasAndQuotationMarksSurvive() throws IOException {
        Map<String, String> groups = new LinkedHashMap<>();
        groups.put("coil 7, left", "a \"b\"");
        groups.put("plain", "1");
        groups.put("two\nlines", "x,y");
        Path file = root.resolve("groups.csv");
        GroupsFile.write(groups, file);
        assertThat(Files.readString(file))
                .isEqualTo("image,group\n\"coil 7, left\",\"a \"\"b\"\"\"\nplain,1\n\"two\nlines\",\"x,y\"\n");
        List<String> stray = new ArrayList<>();
        assertThat(GroupsFile.read(file, groups.keySet(), stray::add)).isEqualTo(groups);
        assertThat(GroupsFile.read(file, Set.of("plain"), stray::add)).containsOnlyKeys("plain");
        assertThat(stray).hasSize(2).first().isEqualTo("line 2: there is no image coil 7, left");
    }

    @Test
    void aMissingListIsNamed() {
        Path file = root.resolve("none.csv");
        assertThatThrownBy(() -> GroupsFile.read(file, Set.of("a"), row -> {}))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": there is no such file; give a list with the columns image,group");
    }
}
