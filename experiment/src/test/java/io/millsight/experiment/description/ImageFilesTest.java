package io.millsight.experiment.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.image.InvalidImageException;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFilesTest {

    @TempDir
    private Path place;

    private Path file(String name) throws IOException {
        Path file = place.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.createFile(file);
    }

    private static ImageFiles of(Path... arguments) {
        return ImageFiles.of(List.of(arguments));
    }

    @Test
    void areTheFilesAsTheyAreNamedAndTheVisibleImagesOfFoldersByName() throws IOException {
        Path named = file("z.raw");
        Path missing = place.resolve("missing.png");
        Path second = file("strips/b.PNG");
        Path first = file("strips/a.jpg");
        file("strips/notes.txt");
        file("strips/._a.jpg");
        ImageFiles images = of(named, missing, place.resolve("strips"));
        assertThat(images.files()).containsExactly(named, missing, first, second);
        assertThat(images.faults()).isEmpty();
        assertThat(images.notices()).isEmpty();
    }

    @Test
    void ofAFolderTheNamesMayHoldAnything() throws IOException {
        Path strange = file("strips/first line\nsecond \u001b[31m.png");
        assertThat(of(place.resolve("strips")).files()).containsExactly(strange);
    }

    @Test
    void foldersWithinAFolderAreMentioned() throws IOException {
        file("strips/a.jpg");
        file("strips/deep/b.jpg");
        file("strips/folder.jpg/c.jpg");
        Path folder = place.resolve("strips");
        ImageFiles images = of(folder);
        assertThat(images.files()).containsExactly(folder.resolve("a.jpg"));
        assertThat(images.notices())
                .containsExactly(folder + ": 2 folders within it are not searched;"
                        + " name them to have their images described, too");
    }

    @Test
    void aFolderWithoutImagesDoesNotKeepTheOthersFromBeingDescribed() throws IOException {
        Path image = file("a.jpg");
        Path empty = Files.createDirectory(place.resolve("empty"));
        ImageFiles images = of(empty, image);
        assertThat(images.files()).containsExactly(image);
        assertThat(images.faults()).containsExactly(empty + ": there are no images in this folder");
        assertThatThrownBy(() -> of(empty))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(empty + ": there are no images in this folder");
    }

    @Test
    void whereTheImagesLieDeeperThatIsSaid() throws IOException {
        file("dataset/IMAGES/a.jpg");
        assertThatThrownBy(() -> of(place.resolve("dataset")))
                .isInstanceOf(InvalidImageException.class)
                .hasMessage(place.resolve("dataset")
                        + ": there are no images in this folder; the folders within it are not searched, so name them");
    }

    @Test
    void anImageThatIsNamedTwiceIsDescribedOnce() throws IOException {
        Path a = file("strips/a.jpg");
        Path b = file("strips/b.jpg");
        ImageFiles images = of(b, place.resolve("strips"), place.resolve("strips/../strips/a.jpg"));
        assertThat(images.files()).containsExactly(b, a);
        assertThat(images.notices())
                .containsExactly("2 images named more than once, described once; the first is " + b);
    }

    @Test
    void anEmptyNameIsNotTheCurrentFolder() {
        assertThatThrownBy(() -> of(Path.of("")))
                .isInstanceOf(InputException.class)
                .hasMessage("the name of an image is empty; give a file or a folder");
    }
}
