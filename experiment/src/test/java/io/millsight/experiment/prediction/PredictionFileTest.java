package io.millsight.experiment.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.Estimate;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.progress.RecordedProgress;
import io.millsight.files.MillsightException;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image and which type a result is about, whoever wrote it. */
class PredictionFileTest {

    private static final int SIDE = 40;
    private static final int IMAGES = 12;

    @TempDir
    Path place;

    private final RecordedProgress progress = new RecordedProgress();

    /** A YOLO dataset with the images 1.png to 12.png in the split val; each has one box, at a place of its own. */
    private EvaluationSplit numbered() throws IOException {
        Path root = place.resolve("yolo");
        Files.createDirectories(root.resolve("images/val"));
        Files.createDirectories(root.resolve("labels/val"));
        for (int i = 1; i <= IMAGES; i++) {
            picture(root.resolve("images/val/" + i + ".png"), i);
            Files.writeString(
                    root.resolve("labels/val/" + i + ".txt"), type(i) + " " + (2.0 * i + 2) / SIDE + " 0.5 0.1 0.5");
        }
        Files.writeString(root.resolve("data.yaml"), "val: images/val\nnames: [crazing, inclusion, patches]\n");
        return split(root);
    }

    private static int type(int image) {
        return image % 3;
    }

    private static String box(int image) {
        return "\"bbox\": [" + 2 * image + ", 10, 4, 20], \"score\": 0.9";
    }

    private static void picture(Path file, int seed) throws IOException {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        new Random(seed).nextBytes(pixels);
        ImageFile.writePng(new RgbImage(SIDE, SIDE, pixels), file);
    }

    private EvaluationSplit split(Path root) {
        return EvaluationSplit.read(root, "val");
    }

    private Path results(List<String> results) throws IOException {
        return Files.writeString(place.resolve("results.json"), "[" + String.join(",\n", results) + "]");
    }

    private EvaluationInput read(EvaluationSplit split, List<String> results) throws IOException {
        return PredictionFile.read(results(results), "x", split, progress);
    }

    private static double averagePrecision(EvaluationInput input) {
        Map<Measure, Estimate> estimates =
                Evaluation.estimates(input, EvaluationSettings.DEFAULT, List.of(Measure.AP50));
        return Objects.requireNonNull(estimates.get(Measure.AP50)).asOptional().orElseThrow();
    }

    /** The forms in which detectors write the image 7.png. */
    @ParameterizedTest
    @ValueSource(strings = {"%d", "%d.0", "\"%d\"", "\"%d.png\"", "\"val/%d.PNG\""})
    void anImageIsFoundByTheNumberInItsName(String id) throws IOException {
        List<String> results = IntStream.rangeClosed(1, IMAGES)
                .mapToObj(i -> "{\"image_id\": " + id.formatted(i) + ", \"category_id\": " + (type(i) + 1) + ", "
                        + box(i) + "}")
                .toList();
        assertThat(averagePrecision(read(numbered(), results))).isEqualTo(1);
        assertThat(progress.warnings()).isEmpty();
    }

    @Test
    void categoriesThatBeginWithZeroAreReadSoAndItIsSaid() throws IOException {
        List<String> results = IntStream.rangeClosed(1, IMAGES)
                .mapToObj(i -> "{\"image_id\": " + i + ", \"category_id\": " + type(i) + ", " + box(i) + "}")
                .toList();
        assertThat(averagePrecision(read(numbered(), results))).isEqualTo(1);
        assertThat(progress.warnings())
                .containsExactly(place.resolve("results.json")
                        + ": category_id is taken to count from 0: 0 is crazing, 1 is inclusion, 2 is patches; add category, the name,"
                        + " to be certain");
    }

    @Test
    void aFileThatCountsCategoriesFromZeroAndFromOneIsRefused() {
        assertThatThrownBy(() -> read(
                        numbered(),
                        List.of(
                                "{\"image_id\": 1, \"category_id\": 0, " + box(1) + "}",
                                "{\"image_id\": 1, \"category_id\": 3, " + box(1) + "}")))
                .hasMessage(place.resolve("results.json")
                        + ": category_id is both 0 and 3, but there are 3 types; add category, the name");
    }

    /** A COCO dataset whose ids are the given ones and whose images are called 0.png, 1.png and 2.png. */
    private EvaluationSplit coco(int... ids) throws IOException {
        Path folder = Files.createDirectories(place.resolve("coco/valid"));
        List<String> images = new ArrayList<>();
        List<String> annotations = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            picture(folder.resolve(i + ".png"), i);
            images.add("{\"id\":%d,\"file_name\":\"%d.png\"}".formatted(ids[i], i));
            annotations.add(
                    "{\"image_id\":%d,\"category_id\":%d,\"bbox\":[%d,10,4,20]}".formatted(ids[i], 5 * (i % 2), 2 * i));
        }
        Files.writeString(
                folder.resolve("_annotations.coco.json"),
                "{\"images\":%s,\"annotations\":%s,\"categories\":[{\"id\":0,\"name\":\"crazing\"},{\"id\":5,\"name\":\"patches\"}]}"
                        .formatted(images, annotations));
        return split(place.resolve("coco"));
    }

    private static String cocoResult(Object image, int index) {
        return "{\"image_id\": " + image + ", \"category_id\": " + 5 * (index % 2) + ", " + box(index) + "}";
    }

    @Test
    void imagesAndTypesOfACocoDatasetHaveTheIdsOfItsFile() throws IOException {
        EvaluationInput input =
                read(coco(101, 103, 102), List.of(cocoResult(101, 0), cocoResult(103, 1), cocoResult("\"102\"", 2)));
        assertThat(averagePrecision(input)).isEqualTo(1);
    }

    @Test
    void theNumberInTheNameServesWhereItIsNoIdOfTheDataset() throws IOException {
        EvaluationInput input =
                read(coco(101, 103, 102), List.of(cocoResult(0, 0), cocoResult(1, 1), cocoResult(2, 2)));
        assertThat(averagePrecision(input)).isEqualTo(1);
    }

    @Test
    void anIdThatIsOneImageByTheFileAndAnotherByNameIsRefused() {
        assertThatThrownBy(() -> read(coco(1, 2, 0), List.of(cocoResult(1, 0))))
                .hasMessage(
                        place.resolve("results.json")
                                + ": image_id 1 is the id of 0.png in the dataset and the name of 1.png; add file_name to the results");
    }

    @Test
    void aCategoryThatTheDatasetDoesNotHaveIsRefused() {
        assertThatThrownBy(() ->
                        read(coco(101, 103, 102), List.of("{\"image_id\": 101, \"category_id\": 1, " + box(0) + "}")))
                .hasMessage(
                        place.resolve("results.json")
                                + ": result 1: category_id 1 is no category of the dataset, whose ids are 0, 5; or add category, its name");
    }

    @ParameterizedTest
    @CsvSource({"o\u0308l.png,\u00f6l.png", "\u00f6l.png,o\u0308l.png", "A.PNG,a.png"})
    void aNameMayDifferInUnicodeFormOrCase(String written, String onDisk) throws IOException {
        Path root = place.resolve("voc");
        Files.createDirectories(root.resolve("ImageSets/Main"));
        picture(root.resolve(onDisk), 1);
        String stem = onDisk.substring(0, onDisk.length() - 4);
        Files.writeString(
                root.resolve(stem + ".xml"),
                "<annotation><object><name>patches</name><bndbox><xmin>2</xmin><ymin>10</ymin><xmax>6</xmax><ymax>30</ymax>"
                        + "</bndbox></object></annotation>");
        Files.writeString(root.resolve("ImageSets/Main/val.txt"), stem + "\n");
        EvaluationInput input = read(
                split(root),
                List.of("{\"file_name\": \"" + written + "\", \"category\": \"Patches\", " + box(1) + "}"));
        assertThat(averagePrecision(input)).isEqualTo(1);
    }

    @Test
    void moreResultsThanAnyDetectorKeepsAreRefused() throws IOException {
        List<String> onOne = Collections.nCopies(1001, "{\"image_id\":1,\"category\":\"patches\"," + box(1) + "}");
        EvaluationSplit split = numbered();
        assertThatThrownBy(() -> read(split, onOne))
                .hasMessage(place.resolve("results.json")
                        + ": result 1001: there are more than 1,000 results on the image 1; keep the best of each image (COCO counts"
                        + " 100 of a type)");
        List<String> onAll = Collections.nCopies(1000 * IMAGES + 1, "{\"image_id\":1}");
        assertThatThrownBy(() -> read(split, onAll))
                .hasMessageContaining(": result 12001: there are more than 1,000 results an image; ");
    }

    @Test
    void aSpoiltFileIsReadOrRefusedByName() throws IOException {
        EvaluationSplit split = numbered();
        String valid = IntStream.rangeClosed(1, 4)
                .mapToObj(i -> "{\"image_id\": " + i + ", \"category_id\": " + (type(i) + 1)
                        + ", \"category\": \"patches\", " + box(i) + "}")
                .collect(Collectors.joining(",\n", "[", "]"));
        List<String> tokens = List.of(
                "",
                "-1",
                "NaN",
                "-Infinity",
                "1e999",
                "18446744073709551616",
                "7".repeat(5000),
                "null",
                "true",
                "[]",
                "{}",
                "\"",
                ",",
                ":",
                "\0",
                "\\ud800",
                "\u202e",
                "x".repeat(100_000),
                "[".repeat(3000),
                "\"image_id\": 1,");
        for (int seed = 0; seed < 600; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            StringBuilder spoilt = new StringBuilder(valid);
            int from = random.nextInt(spoilt.length());
            int to = Math.min(spoilt.length(), from + random.nextInt(8));
            spoilt.replace(from, to, tokens.get(random.nextInt(tokens.size())));
            Path file = place.resolve("results.json");
            Files.write(file, spoilt.toString().getBytes(StandardCharsets.UTF_8));
            try {
                PredictionFile.read(file, "x", split, ProgressListener.NONE);
            } catch (MillsightException e) {
                assertThat(e.getMessage()).as("seed " + seed).startsWith(file + ": ");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
