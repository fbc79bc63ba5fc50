package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static io.millsight.steel.Samples.vocImage;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocAndYoloFuzzTest {

    private static final int ROUNDS = 400;
    private static final Duration BUDGET = Duration.ofSeconds(2);

    @TempDir
    Path place;

    @Test
    void aCorruptedPascalDatasetIsReadOrRefusedByName() throws IOException {
        Path valid = place.resolve("valid");
        vocImage(valid, "a", "crazing 1 2 30 20", "scratches 4 5 6 7");
        vocImage(valid, "b", "crazing 1 2 3 4");
        vocImage(valid, "c");
        text(valid.resolve("ImageSets/Main/train.txt"), "a", "b");
        text(valid.resolve("ImageSets/Main/val.txt"), "c");
        text(valid.resolve("groups.csv"), "image,group", "a,1", "b,1");
        text(valid.resolve("classes.txt"), "crazing", "scratches");
        new DatasetFuzz(valid, place).run(1, ROUNDS, BUDGET);
    }

    @Test
    void aCorruptedYoloDatasetIsReadOrRefusedByName() throws IOException {
        Path valid = place.resolve("valid");
        yoloImage(valid, "train", "a", "1 0.5 0.5 0.5 1.0", "0 0.25 0.5 0.1 0.1");
        yoloImage(valid, "train", "b", "0 0.5 0.5 0.5 1.0");
        yoloImage(valid, "val", "c");
        text(
                valid.resolve("data.yaml"),
                "train: images/train",
                "val: list.txt",
                "nc: 2",
                "names:",
                "  0: scratches",
                "  1: crazing");
        text(valid.resolve("list.txt"), "./images/val/c.png");
        text(valid.resolve("groups.csv"), "image,group", "a,1", "b,1");
        new DatasetFuzz(valid, place).run(10_001, ROUNDS, BUDGET);
    }

    private static void yoloImage(Path root, String split, String id, String... lines) throws IOException {
        image(root.resolve("images/" + split + "/" + id + ".png"), 40, 20, id.hashCode());
        text(root.resolve("labels/" + split + "/" + id + ".txt"), lines);
    }
}
