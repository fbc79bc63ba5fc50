package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.voc;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatChoiceTest {

    @TempDir
    Path root;

    private void yolo(String... ids) throws IOException {
        text(root.resolve("data.yaml"), "names: [crazing, scratches]");
        for (String id : ids) {
            image(root.resolve("images/" + id + ".png"), 40, 20, id.hashCode());
            text(root.resolve("labels/" + id + ".txt"), "1 0.5 0.5 0.5 0.5");
        }
    }

    private void coco() throws IOException {
        image(root.resolve("images/a.png"), 40, 20, 1);
        image(root.resolve("images/b.png"), 40, 20, 2);
        text(root.resolve("annotations/instances.json"), """
                {"images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png"}],
                 "categories": [{"id": 1, "name": "patches"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]},
                                 {"id": 2, "image_id": 2, "category_id": 1, "bbox": [1, 2, 3, 4]}]}
                """);
    }

    private void assertRead(DatasetFormat format, int boxes, String file, String text) {
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.format()).isEqualTo(format);
        assertThat(scan.dataset().images()).flatMap(image -> image.defects()).hasSize(boxes);
        assertThat(scan.findings()).containsExactly(new Finding(Rule.OTHER_FORMAT, root.resolve(file), text));
    }

    @Test
    void oneAnnotationInXmlDoesNotMakeYoloLabelsPascal() throws IOException {
        yolo("a", "b", "c");
        text(root.resolve("labels/a.xml"), voc("a.png", "crazing 1 2 3 4"));
        assertRead(
                DatasetFormat.YOLO,
                3,
                "labels/a.xml",
                "not used: the folder is read as YOLO, which has annotations for 3 images, and not as VOC (labels/a.xml), which has them for 1");
    }

    @Test
    void oneAnnotationInXmlDoesNotMakeCocoPascal() throws IOException {
        coco();
        text(root.resolve("annotations/a.xml"), voc("a.png", "crazing 1 2 3 4"));
        assertRead(
                DatasetFormat.COCO,
                2,
                "annotations/a.xml",
                "not used: the folder is read as COCO, which has annotations for 2 images, and not as VOC (annotations/a.xml), which has them for 1");
    }

    @Test
    void aYoloConfigurationWithoutLabelsDoesNotMakeCocoYolo() throws IOException {
        coco();
        text(root.resolve("data.yaml"), "train: images", "names: [patches]");
        assertRead(
                DatasetFormat.COCO,
                2,
                "data.yaml",
                "not used: the folder is read as COCO, which has annotations for 2 images, and not as YOLO (data.yaml), which has them for 0");
    }

    @Test
    void aFileThatOnlyLooksLikeAnotherFormatDoesNotMatter() throws IOException {
        vocImage(root, "a", "crazing 1 2 3 4");
        text(root.resolve("export.jsonl"), "{\"project\": 7}");
        assertRead(
                DatasetFormat.VOC,
                1,
                "export.jsonl",
                "not used: the folder is read as VOC, which has annotations for 1 image, and not as JSONL (export.jsonl), which has them for 0");
    }

    @Test
    void twoFormatsForTheSameImagesAreRefused() throws IOException {
        yolo("a", "b");
        text(root.resolve("xml/a.xml"), voc("a.png", "crazing 1 2 3 4"));
        text(root.resolve("xml/b.xml"), voc("b.png", "crazing 1 2 3 4"));
        assertRefused("VOC (xml/a.xml and 1 more file) and YOLO (data.yaml)");
    }

    @Test
    void twoFormatsForDifferentImagesAreRefused() throws IOException {
        yolo("a", "b");
        image(root.resolve("images/c.png"), 40, 20, 3);
        text(root.resolve("xml/c.xml"), voc("c.png", "crazing 1 2 3 4"));
        assertRefused("YOLO (data.yaml) and VOC (xml/c.xml)");
    }

    private void assertRefused(String formats) {
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(root + ": files of two formats lie here, " + formats
                        + ", and neither has annotations for all images of the other and more;"
                        + " move the files of one of them elsewhere");
    }

    @Test
    void whereNothingIsAnnotatedTheFaultOfAFormatIsTold() throws IOException {
        image(root.resolve("images/a.png"), 40, 20, 1);
        text(root.resolve("data.yaml"), "names: [crazing");
        text(root.resolve("project.xml"), "<project/>");
        assertThatThrownBy(() -> Datasets.scan(root))
                .isInstanceOf(InputException.class)
                .hasMessage(root.resolve("data.yaml") + ": line 1: not well-formed YAML");
    }
}
