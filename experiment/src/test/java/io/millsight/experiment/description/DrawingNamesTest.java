package io.millsight.experiment.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.InputException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DrawingNamesTest {

    private static List<String> names(String... images) {
        return DrawingNames.of(Stream.of(images).map(Path::of).toList()).stream()
                .map(name -> name.toString().replace('\\', '/'))
                .toList();
    }

    @Test
    void areThoseOfTheImagesWhereThatIsEnough() {
        assertThat(names("a/1.jpg", "b/2.png", "c/strip.7.tif", "noending", ".hidden"))
                .containsExactly("1.png", "2.png", "strip.7.png", "noending.png", ".hidden.png");
    }

    @Test
    void keepTheirExtensionWhereTwoWouldShareAName() {
        assertThat(names("a/1.jpg", "a/1.png", "a/2.png")).containsExactly("1.jpg.png", "1.png.png", "2.png.png");
    }

    @Test
    void lieInFoldersAsTheImagesDoWhereThatIsNotEnough() {
        assertThat(names("in/a/1.jpg", "in/b/1.jpg", "in/b/deep/2.jpg", "in/3.jpg"))
                .containsExactly("a/1.jpg.png", "b/1.jpg.png", "b/deep/2.jpg.png", "3.jpg.png");
        assertThat(names("/in/a/1.jpg", "/out/../in/b/1.jpg")).containsExactly("a/1.jpg.png", "b/1.jpg.png");
    }

    @Test
    void differInMoreThanCaseAndTheFormOfAccents() {
        assertThat(names("a/Strip.jpg", "a/strip.png")).containsExactly("Strip.jpg.png", "strip.png.png");
        assertThat(names("a/n\u00e4he.jpg", "b/na\u0308he.jpg"))
                .containsExactly("a/n\u00e4he.jpg.png", "b/na\u0308he.jpg.png");
        assertThatThrownBy(() -> names("a/Strip.jpg", "a/strip.jpg", "b/Strip.jpg"))
                .isInstanceOf(InputException.class)
                .hasMessage(Path.of("a/Strip.jpg") + " and " + Path.of("a/strip.jpg")
                        + ": their names differ in nothing that every disk tells apart, so neither would their pictures';"
                        + " draw them one by one, each into a folder of its own");
    }
}
