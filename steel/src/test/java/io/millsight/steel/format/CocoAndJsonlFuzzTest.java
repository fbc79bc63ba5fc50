package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CocoAndJsonlFuzzTest {

    private static final int ROUNDS = 400;
    private static final Duration BUDGET = Duration.ofSeconds(2);

    @TempDir
    Path place;

    @Test
    void aCorruptedCocoDatasetIsReadOrRefusedByName() throws IOException {
        Path valid = place.resolve("valid");
        image(valid.resolve("images/a.png"), 40, 20, 1);
        image(valid.resolve("images/b.png"), 40, 20, 2);
        text(valid.resolve("annotations/instances_train2017.json"), """
                {"info": {"year": 2026}, "categories": [{"id": 0, "name": "steel", "supercategory": "none"},
                {"id": 1, "name": "crazing", "supercategory": "steel"}, {"id": 2, "name": "scratches", "supercategory": "steel"}],
                "images": [{"id": 7, "file_name": "a.png", "width": 40, "height": 20}, {"id": 8, "file_name": "b.png"}],
                "annotations": [{"id": 1, "image_id": 7, "category_id": 1, "bbox": [1, 2.5, 10, 10], "area": 100, "iscrowd": 0},
                {"id": 2, "image_id": 8, "category_id": 2, "bbox": [0, 0, 40, 20], "iscrowd": 1, "segmentation": [[1, 2, 3, 4]]}]}
                """);
        text(
                valid.resolve("annotations/captions_train2017.json"),
                "{\"images\": [], \"annotations\": [{\"id\": 1, \"image_id\": 7, \"caption\": \"x\"}]}");
        text(valid.resolve("groups.csv"), "image,group", "a,1", "b,1");
        new DatasetFuzz(valid, place).run(20_001, ROUNDS, BUDGET);
    }

    @Test
    void aCorruptedFileOfConversationsIsReadOrRefusedByName() throws IOException {
        Path valid = place.resolve("valid");
        for (int i = 0; i < 4; i++) {
            image(valid.resolve("images/" + i + ".png"), 40, 20, i);
        }
        text(valid.resolve("train.jsonl"), """
                {"messages": [{"role": "user", "content": "<image>Where?"}, {"role": "assistant", "content": "[{\\"bbox_2d\\": [1, 2, 30, 20], \\"label\\": \\"crazing\\"}]"}], "images": ["images/0.png"]}
                {"messages": [{"role": "user", "content": "<image><ref-object>"}, {"role": "assistant", "content": "<bbox>"}], "images": ["images/1.png"], "objects": {"ref": ["crazing"], "bbox": [[0.1, 0.2, 0.5, 1]], "bbox_type": "norm1", "iscrowd": [1]}}
                """);
        text(valid.resolve("val.json"), """
                [{"image": "images/2.png", "conversations": [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": "[]"}]},
                {"messages": [{"role": "user", "content": [{"type": "image_url", "value": "images/3.png"}]}, {"role": "assistant", "content": "The steel surface has a crazing in the region from X coordinates 1 to 30 and Y coordinates 2 to 20 Defects."}]}]
                """);
        new DatasetFuzz(valid, place).run(30_001, ROUNDS, BUDGET);
    }
}
