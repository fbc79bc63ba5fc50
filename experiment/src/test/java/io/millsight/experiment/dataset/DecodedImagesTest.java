package io.millsight.experiment.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.experiment.EvaluationResult;
import io.millsight.experiment.ExperimentSettings;
import io.millsight.experiment.ModelEvaluation;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.TokenizerCorpus;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.experiment.progress.RecordedProgress;
import io.millsight.image.ImageFile;
import io.millsight.image.RgbImage;
import io.millsight.inspection.Decoding;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.qwen.ModelPreset;
import io.millsight.qwen.NewModel;
import io.millsight.steel.AnnotatedImage;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How often the images of a run are decoded. */
class DecodedImagesTest {

    private static final int SIDE = 56;
    private static final long IMAGE_BYTES = 3L * SIDE * SIDE;

    @TempDir
    Path place;

    private final Map<String, Integer> decodings = new TreeMap<>();
    private Path data;

    /** A YOLO dataset without groups: near-duplicates are looked for, too. */
    @BeforeEach
    void writeADataset() throws IOException {
        data = place.resolve("data");
        for (String split : List.of("train", "val")) {
            Files.createDirectories(data.resolve("images").resolve(split));
            Files.createDirectories(data.resolve("labels").resolve(split));
            for (int i = 0; i < 3; i++) {
                byte[] pixels = new byte[(int) IMAGE_BYTES];
                new Random((split + i).hashCode()).nextBytes(pixels);
                ImageFile.writePng(
                        new RgbImage(SIDE, SIDE, pixels),
                        data.resolve("images").resolve(split).resolve(split + i + ".png"));
                Files.writeString(
                        data.resolve("labels").resolve(split).resolve(split + i + ".txt"), i % 2 + " 0.5 0.5 0.25 0.5");
            }
        }
        Files.writeString(
                data.resolve("data.yaml"), "train: images/train\nval: images/val\nnames: [patches, scratches]\n");
    }

    private RgbImage decode(AnnotatedImage image) {
        decodings.merge(image.id(), 1, Integer::sum);
        return image.readPixels();
    }

    private EvaluationSplit split(long maximumBytes, ProgressListener listener) {
        DecodedImages pictures = new DecodedImages(maximumBytes, this::decode);
        return new EvaluationSplit.Reader(data, "val", pictures, listener).read(null);
    }

    private EvaluationResult evaluate(EvaluationSplit split, ProgressListener listener) throws IOException {
        Path nano = place.resolve("nano");
        new NewModel(ModelPreset.NANO, DType.FLOAT32, 3).write(nano, TokenizerCorpus.texts(), tensor -> {});
        ExperimentSettings settings = new ExperimentSettings(
                QwenInspectorOptions.builder()
                        .device(Device.CPU)
                        .dtype(DType.FLOAT32)
                        .maximumNewTokens(40)
                        .decoding(new Decoding.Locked(1))
                        .testTimeAugmentation(TestTimeAugmentation.OFF)
                        .build(),
                ExperimentSettings.standard().metrics(),
                2);
        return new ModelEvaluation(new EvaluatedModel(nano, null), settings, listener)
                .withRobustness()
                .run(split);
    }

    @Test
    void anEvaluationWithItsReportDecodesEachImageOnce() throws IOException {
        EvaluationSplit split = split(3 * IMAGE_BYTES, ProgressListener.NONE);
        evaluate(split, ProgressListener.NONE).write(place.resolve("report"));

        assertThat(place.resolve("report/report.html")).isNotEmptyFile();
        assertThat(place.resolve("report/sheet_annotated_and_predicted.png")).isNotEmptyFile();
        assertThat(decodings).isEqualTo(Map.of("val0", 1, "val1", 1, "val2", 1));
    }

    @Test
    void whatExceedsTheBoundIsDecodedAgainAndTheRestIsKept() {
        EvaluationSplit split = split(2 * IMAGE_BYTES, ProgressListener.NONE);
        decodings.clear();

        for (int i = 0; i < 4; i++) {
            split.images().forEach(split.pictures()::pixels);
        }

        assertThat(decodings).isEqualTo(Map.of("val2", 4));
    }

    @Test
    void progressMovesWithEachBatchToTheEnd() throws IOException {
        RecordedProgress progress = new RecordedProgress();
        evaluate(split(3 * IMAGE_BYTES, progress), progress);

        assertThat(progress.stages())
                .extracting(stage -> stage.work().name())
                .containsExactly("looking for near-duplicates", "describing with nano", "describing corrupted images");
        assertThat(progress.stages())
                .allSatisfy(stage -> assertThat(stage.amounts().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(stage.work().total()));
        assertThat(IntStream.range(0, 3).mapToObj(i -> "val" + i)).containsExactlyElementsOf(decodings.keySet());
    }
}
