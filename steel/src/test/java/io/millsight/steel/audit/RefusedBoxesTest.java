package io.millsight.steel.audit;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.vocImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.Datasets;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image whose boxes were all refused is not reported as free of defects and not used, in any format. */
class RefusedBoxesTest {

    @TempDir
    Path root;

    private void assertNotClean(DatasetFormat format) {
        AuditReport report = Audit.of(Datasets.scan(root));
        assertThat(report.format()).isEqualTo(format);
        assertThat(report.images()).isEqualTo(1);
        assertThat(report.boxes()).isZero();
        assertThat(report.findings(Rule.CLEAN_IMAGE)).isEmpty();
        assertThat(report.errors()).isPositive();
        assertThatThrownBy(() -> Datasets.read(root)).isInstanceOf(InputException.class);
    }

    @Test
    void notInPascal() throws IOException {
        vocImage(root, "a", "crazing 1 2 300 4", "crazing 5 5 5 5");
        assertNotClean(DatasetFormat.VOC);
    }

    @Test
    void notInYolo() throws IOException {
        image(root.resolve("images/a.png"), 40, 30, 1);
        text(root.resolve("data.yaml"), "names: [crazing]");
        text(root.resolve("labels/a.txt"), "0 3.5 0.5 0.5 0.5");
        assertNotClean(DatasetFormat.YOLO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"category_id\": 1, \"bbox\": [1, 2, 300, 4]",
                "\"category_id\": 1, \"bbox\": [1, 2]",
                "\"category_id\": 7, \"bbox\": [1, 2, 3, 4]"
            })
    void notInCoco(String annotation) throws IOException {
        image(root.resolve("images/a.png"), 40, 30, 1);
        text(
                root.resolve("annotations/instances.json"),
                "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"categories\": [{\"id\": 1, \"name\": \"crazing\"}],"
                        + " \"annotations\": [{\"id\": 1, \"image_id\": 1, " + annotation + "}]}");
        assertNotClean(DatasetFormat.COCO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"objects\": {\"ref\": [\"crazing\"], \"bbox\": [[1, 2, 300, 4]]}, \"messages\": [{\"role\": \"user\","
                        + " \"content\": \"<image>?\"}, {\"role\": \"assistant\", \"content\": \"x\"}]",
                "\"messages\": [{\"role\": \"user\", \"content\": \"<image>?\"}, {\"role\": \"assistant\", \"content\":"
                        + " \"[{\\\"bbox_2d\\\": [5, 5, 5, 5], \\\"label\\\": \\\"crazing\\\"}]\"}]"
            })
    void notInConversations(String line) throws IOException {
        image(root.resolve("a.png"), 40, 30, 1);
        text(root.resolve("train.jsonl"), "{\"images\": [\"a.png\"], " + line + "}");
        assertNotClean(DatasetFormat.JSONL);
    }
}
