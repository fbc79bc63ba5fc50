package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
                "{\"id\":3,\"image_id\":7,\"category_id\":4}|UNREADABLE_ANNOTATION|annotation 1 (id 3) has no \"bbox\"; give its box as [x, y, width, height] in pixels of the image",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,NaN,3,4]}|UNREADABLE_ANNOTATION|annotation 1: \"bbox\" is [1,NaN,3,4], which holds a value that is not a finite number",
                "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3,4],\"iscrowd\":2}|UNREADABLE_ANNOTATION|annotation 1: \"iscrowd\" is 2, not 0 or 1",
                "{\"image_id\":99999999999999999999,\"category_id\":4,\"bbox\":[1,2,3,4]}|UNREADABLE_ANNOTATION|annotation 1: \"image_id\" is 99999999999999999999, which has more than 64 bits; give a smaller number",
                "{\"image_id\":7.5,\"category_id\":4,\"bbox\":[1,2,3,4]}|UNREADABLE_ANNOTATION|annotation 1: \"image_id\" is 7.5, which is neither a whole number nor text",
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
                "{\"images\":[]}|not a COCO file: \"categories\" is not a list",
                "{\"categories\":[],\"images\":[{\"file_name\":\"a.png\"}],\"annotations\":[]}|image 1: \"id\" is missing",
                "{\"categories\":[],\"images\":[{\"id\":18446744073709551616}],\"annotations\":[]}|image 1: \"id\" is 18446744073709551616, which has more than 64 bits; give a smaller number",
                "{\"categories\":[],\"images\":[{\"id\":1,\"file_name\":\"a\"},{\"id\":\"1\",\"file_name\":\"b\"}],\"annotations\":[]}|image 2, b, has the id 1 that a has; give each image its own id",
                "{\"categories\":[{\"id\":1,\"name\":\"a\"},{\"id\":1,\"name\":\"b\"}],\"images\":[],\"annotations\":[]}|category 2: \"b\" has the id 1 that \"a\" has; give each category its own id",
                "{\"categories\":[{\"id\":1}],\"images\":[],\"annotations\":[]}|category 1 (id 1) has no name",
                "{\"categories\":[{\"id\":1,\"name\":\"\\ud800\"}],\"images\":[],\"annotations\":[]}|\"categories\": not a name for a defect type: \"\\ud800\"",
                "{\"images\":[],\"images\":[]}|the key \"images\" stands in the file twice",
                "{\"images\":[{\"id\":1,\"id\":2}]}|\"images\", element 1: the key \"id\" stands in it twice",
                "{\"categories\":[],\"images\":[{\"id\":1}],\"annotations\":[]}|image 1 (id 1) has no \"file_name\""
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

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000.png", "a\\ud800.png", "/a.png"})
    void refusesAFileNameThatNoFileCanHave(String name) throws IOException {
        Path file = text(root.resolve("c.json"), json("").replace("a.png", name));
        assertThatThrownBy(() -> Datasets.read(root))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(file + ": image with the id 7: the file name \"");
    }

    @Test
    void readsIdsThatAreFractionsOrText() throws IOException {
        text(
                root.resolve("c.json"),
                json("{\"image_id\":\"7\",\"category_id\":4.0,\"bbox\":[1,2,3,4]}")
                        .replace("\"id\":7,", "\"id\":7.0,"));
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.orThrow().images().get(0).defects()).hasSize(1);
        assertThat(scan.findings())
                .containsExactly(new Finding(
                        Rule.TEXT_ID,
                        root.resolve("c.json"),
                        "annotation 1: the id is text, \"image_id\": \"7\"; ids are compared as text, and 7 is \"7\""));
    }

    @Test
    void keepsACategoryOfWhichOthersAreKindsWhereABoxIsOfIt() throws IOException {
        text(root.resolve("c.json"), json("{\"image_id\":7,\"category_id\":0,\"bbox\":[1,2,3,4]}"));
        assertThat(Datasets.read(root).types())
                .extracting(DefectType::name)
                .containsExactly("steel", "scratches", "crazing");
    }

    @Test
    void readsCrowds() throws IOException {
        text(
                root.resolve("c.json"),
                json(
                        "{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3,4],\"iscrowd\":1,\"segmentation\":{\"counts\":[0,1]}}"));
        assertThat(Datasets.read(root).images().get(0).defects())
                .extracting(Defect::flag)
                .containsExactly(DefectFlag.CROWD);
    }

    @Test
    void readsAnnotationsThatStandBeforeImagesAndCategories() throws IOException {
        text(
                root.resolve("c.json"),
                "{\"info\":{\"x\":[1,2]},\"annotations\":[" + annotation("[1,2,3,4]") + "]," + IMAGES + "," + CATEGORIES
                        + "}");
        assertThat(Datasets.read(root).images().get(0).defects()).hasSize(1);
    }

    @Test
    void findsTheImagesOfCocosOwnLayout() throws IOException {
        image(root.resolve("train2017/t0.png"), 40, 30, 2);
        image(root.resolve("images/val2017/t1.png"), 40, 30, 3);
        image(root.resolve("images/default/t2.png"), 40, 30, 4);
        text(root.resolve("annotations/instances_train2017.json"), json("").replace("a.png", "t0.png"));
        text(root.resolve("annotations/instances_val2017.json"), json("").replace("a.png", "t1.png"));
        text(root.resolve("annotations/instances_default.json"), json("").replace("a.png", "t2.png"));
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.images()).extracting(AnnotatedImage::id).containsExactlyInAnyOrder("t0", "t1", "t2");
        assertThat(dataset.splits()).isEqualTo(Map.of("train", List.of("t0"), "val", List.of("t1")));
    }

    @Test
    void passesOverTheFilesOfOtherTasksAndSaysSo() throws IOException {
        text(root.resolve("annotations/instances_train2017.json"), json(annotation("[1,2,3,4]")));
        text(root.resolve("annotations/person_keypoints_train2017.json"), json(annotation("[1,2,3,4]")));
        text(
                root.resolve("annotations/captions_train2017.json"),
                "{" + IMAGES + ",\"annotations\":[{\"id\":1,\"image_id\":7,\"caption\":\"x\"}]}");
        text(root.resolve("annotations/results.json"), "[{\"image_id\":7,\"category_id\":4,\"bbox\":[1,2,3,4]}]");
        text(root.resolve("package.json"), "{\"name\":\"x\"}");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.orThrow().images()).hasSize(1);
        assertThat(scan.findings())
                .filteredOn(finding -> finding.rule() == Rule.SKIPPED_FILE)
                .extracting(finding -> FileNames.name(finding.file()), Finding::text)
                .containsExactlyInAnyOrder(
                        tuple("package.json", "it is not read, because it is JSON of another purpose"),
                        tuple(
                                "captions_train2017.json",
                                "it is not read, because it is captions of COCO, without boxes"),
                        tuple(
                                "person_keypoints_train2017.json",
                                "it is not read, because it is annotations for another task of COCO"),
                        tuple("results.json", "it is not read, because it is a list of a detector's results"));
    }

    @Test
    void oneBrokenFileDoesNotKeepTheOthersFromBeingChecked() throws IOException {
        text(root.resolve("annotations/instances_train.json"), json(annotation("[1,2,3,4]")));
        Path broken = text(root.resolve("annotations/instances_val.json"), "{\"images\":[");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.dataset().images()).hasSize(1);
        assertThat(scan.findings())
                .containsExactly(new Finding(Rule.UNREADABLE_ANNOTATION, broken, "line 1: not well-formed JSON"));
    }

    @Test
    void findsAnImageWhoseNameDiffersInCaseOrUnicodeForm() throws IOException {
        Path upper = image(root.resolve("images/IMG_1.JPG.png"), 40, 30, 2);
        image(root.resolve("images/o\u0308l.png"), 40, 30, 3);
        Path file = text(
                root.resolve("annotations/c.json"),
                "{\"images\":[{\"id\":1,\"file_name\":\"img_1.jpg.PNG\"},{\"id\":2,\"file_name\":\"\u00f6l.png\"}],"
                        + CATEGORIES + ",\"annotations\":[]}");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.orThrow().images())
                .hasSize(2)
                .first()
                .extracting(AnnotatedImage::file)
                .isEqualTo(upper);
        assertThat(scan.findings())
                .filteredOn(finding -> finding.rule() == Rule.OTHER_SPELLING)
                .first()
                .isEqualTo(
                        new Finding(
                                Rule.OTHER_SPELLING,
                                file,
                                "image with the id 1: img_1.jpg.PNG is the file IMG_1.JPG.png, which differs in case or Unicode form"));
    }

    @Test
    void refusesToChooseBetweenNamesThatDifferInCaseOnly() throws IOException {
        image(root.resolve("images/A.png"), 40, 30, 2);
        image(root.resolve("images/a.PNG"), 40, 30, 3);
        text(root.resolve("images.json"), json("").replace("a.png", "images/a.png"));
        assertThatThrownBy(() -> Datasets.read(root))
                .hasMessageContaining(
                        "; images/A.png and images/a.PNG differ from it by case only: rename one of them");
    }

    @Test
    void saysWhereAMissingImageWasLookedForAndWhatIsNear() throws IOException {
        image(root.resolve("images/scratches_12.png"), 40, 30, 2);
        Path file =
                text(root.resolve("annotations/instances_default.json"), json("").replace("a.png", "scratches_21.png"));
        assertThatThrownBy(() -> Datasets.read(root))
                .isInstanceOf(InputException.class)
                .hasMessage(file + ": image with the id 7: its image scratches_21.png does not exist; looked for in"
                        + " annotations, images, the dataset's folder; the nearest name there is scratches_12.png");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"version\":\"5.4.1\",\"flags\":{},\"shapes\":[],\"imagePath\":\"a.png\"}|this is an annotation of labelme; make COCO or Pascal VOC of the folder",
                "{\"_via_settings\":{},\"_via_img_metadata\":{}}|this is a project of VIA (VGG Image Annotator); export it with",
                "{\"a.png1234\":{\"filename\":\"a.png\",\"size\":1234,\"regions\":[]}}|this is a project of VIA (VGG Image Annotator); export it with",
                "{\"description\":\"\",\"tags\":[],\"size\":{},\"objects\":[]}|this is an annotation of Supervisely; export the project",
                "{\"classes\":[],\"tags\":[]}|this is an annotation of Supervisely; export the project",
                "[{\"id\":1,\"data\":{},\"annotations\":[]}]|this is an export of Label Studio in its own form; export it as COCO",
                "[{\"image\":\"a.png\",\"annotations\":[]}]|this is a list of annotations for Create ML; export them",
                "[{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":1}]|this is a list of a detector's results; measure it",
                "{\"images\":[],\"annotations\":[{\"caption\":\"x\"}]}|this is captions of COCO, without boxes; give the instances_*.json"
            })
    void namesTheToolWhoseFormatIsNotReadAndTheWayOut(String json, String text) throws IOException {
        text(root.resolve("p1.json"), json);
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(root + ": no dataset found here; p1.json: " + text);
    }

    @Test
    void refusesAPipeByName() throws IOException, InterruptedException {
        Path pipe = root.resolve("p.json");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(pipe + ": is not a regular file");
    }

    @Test
    void comparesASizeThatIsNoSize() throws IOException {
        Path file = text(root.resolve("c.json"), json("").replace("\"width\":40", "\"width\":1e12"));
        assertThat(Datasets.scan(root).findings())
                .containsExactly(new Finding(
                        Rule.SIZE_MISMATCH,
                        file,
                        "image 1 (a.png): \"width\" 1.0E12 and \"height\" 30 are no size of an image"));
    }

    @Test
    void readsABoxWithoutItsLongOutline() throws IOException {
        String outline = "[" + "1.5,".repeat(500_000) + "1]";
        text(
                root.resolve("c.json"),
                json("{\"image_id\":7,\"category_id\":4,\"segmentation\":[" + outline + "],\"bbox\":[1,2,3,4]}"));
        assertThat(Datasets.read(root).images().get(0).defects()).hasSize(1);
    }

    @Test
    void refusesAValueWithoutEnd() throws IOException {
        Path file = text(root.resolve("c.json"), json(annotation("[" + "1,".repeat(300_000) + "1]")));
        assertThatThrownBy(() -> Datasets.read(root))
                .hasMessage(file
                        + ": \"annotations\", element 1: its data is longer than 4 million characters; an image must"
                        + " be a file of its own");
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
