package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CocoReaderTest {

    private static final String IMAGES = "\"images\":[{\"id\":7,\"file_name\":\"a.png\",\"width\":40,\"height\":30}]";
    private static final String CATEGORIES =
            "\"categories\":[{\"id\":0,\"name\":\"steel\",\"supercategory\":\"none\"},{\"id\":1,\"name\":\"scratches\",\"supercategory\":\"steel\"},"
                    + "{\"id\":4,\"name\":\"crazing\",\"supercategory\":\"steel\"}]";

    @TempDir
    Path root;

    @BeforeEach
    void writeImage() throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
    }

    private static String json(String annotations) {
        return "{" + IMAGES + "," + CATEGORIES + ",\"annotations\":[" + annotations + "]}";
    }

    private static String annotation(String bbox) {
        return "{\"id\":3,\"image_id\":7,\"category_id\":4,\"bbox\":" + bbox + "}";
    }

    @Test
    void readsBoxesAsCornerAndSizeAndLeavesOutTheRoofCategory() throws IOException {
        text(root.resolve("result.json"), json(annotation("[1, 2.5, 10, 20]")));
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.types()).extracting(DefectType::name).containsExactly("scratches", "crazing");
        assertThat(dataset.images().get(0).defects())
                .containsExactly(new Defect(new DefectType("crazing"), new BoundingBox(1, 2.5, 11, 22.5)));
    }

    @Test
    void readsFilesPerSplitWithImagesInAFolderBeside() throws IOException {
        image(root.resolve("images/val2017/b.png"), 40, 30, 2);
        text(root.resolve("annotations/instances_train2017.json"), json(annotation("[1,2,3,4]")));
        text(
                root.resolve("annotations/instances_val2017.json"),
                json("").replace("a.png", "val2017/b.png").replace("\"id\":7", "\"id\":1"));
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.split("train")).extracting(AnnotatedImage::id).containsExactly("a");
        assertThat(dataset.split("val")).extracting(AnnotatedImage::id).containsExactly("b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":3,\"image_id\":8,\"category_id\":4,\"bbox\":[1,2,3,4]}|MISSING_IMAGE|annotation 1 (id 3): there is no image with the id 8",
                "{\"id\":3,\"image_id\":7,\"category_id\":9,\"bbox\":[1,2,3,4]}|UNKNOWN_TYPE|annotation 1 (id 3): there is no category with the id 9",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3]}|UNREADABLE_ANNOTATION|annotation 1: \"bbox\" is not four numbers x, y, width, height, but [1,2,3]",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3,\"4\"]}|UNREADABLE_ANNOTATION|annotation 1: \"bbox\" is not four numbers x, y, width, height, but [1,2,3,\"4\"]",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3,40]}|BOX_OUTSIDE|annotation 1 on a.png: the box x 1..4, y 2..42 is not inside the image of 40x30; correct it or remove the object",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[5,2,-3,4]}|BOX_UNORDERED|annotation 1 on a.png: the box x 5..2, y 2..6 has a minimum above its maximum; exchange the two"
            })
    void reportsAnAnnotationAtFault(String annotation, Rule rule, String text) throws IOException {
        Path file = text(root.resolve("c.json"), json(annotation));
        assertThat(Datasets.scan(root).findings()).containsExactly(new Finding(rule, file, text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"images\":|line 1: not well-formed JSON",
                "[]|not a COCO file: \"categories\" is not a list",
                "{\"categories\":[],\"images\":[{\"id\":1}],\"annotations\":[]}|image 1 has no id or no file_name"
            })
    void refusesAFileThatIsNotCoco(String json, String text) throws IOException {
        Path file = text(root.resolve("c.json"), json);
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": " + text);
    }

    @Test
    void refusesAnImageOutsideTheFolder() throws IOException {
        text(root.resolve("c.json"), json("").replace("a.png", "../a.png"));
        assertThatThrownBy(() -> Datasets.read(root))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the file name \"../a.png\" leads out of the dataset");
    }

    @Test
    void reportsAnImageThatIsNotListed() throws IOException {
        image(root.resolve("b.png"), 40, 30, 1);
        text(root.resolve("c.json"), json(""));
        assertThat(Datasets.scan(root).findings())
                .extracting(Finding::rule, Finding::file)
                .containsExactly(tuple(Rule.MISSING_ANNOTATION, root.resolve("b.png")));
    }
}
