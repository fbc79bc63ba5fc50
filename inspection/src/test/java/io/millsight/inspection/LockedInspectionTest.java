package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.Manifest;
import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.RgbImage;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.format.DatasetFormat;
import io.millsight.steel.format.DatasetWriter;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.torch.Scope;
import io.millsight.tuning.TrainingRun;
import io.millsight.tuning.TrainingSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers held to the grammar: of a model that has learned nothing, and of one that has learned to answer. */
class LockedInspectionTest {

    private static final int ROOM = 2000;
    private static final List<String> IMAGES = List.of("small_a", "wide", "small_b", "rgb");

    @TempDir
    Path folder;

    private static List<RgbImage> images() {
        return IMAGES.stream()
                .map(name -> ImageFile.read(GoldenFolder.file("images/" + name + ".png")))
                .toList();
    }

    @Test
    void aModelThatHasLearnedNothingIsReadableAllTheSame() {
        try (QwenInspector inspector = QwenInspector.open(
                GoldenFolder.model(), null, QwenInspectorTest.options(ROOM, new Decoding.Locked(5)))) {
            for (RgbImage image : images()) {
                Inspection inspection = inspector.inspect(image);
                assertThat(inspection.verdict()).isNotEqualTo(Verdict.UNDETERMINED);
                assertThat(inspection.notes()).isEmpty();
                assertThat(inspection.defects()).hasSizeLessThanOrEqualTo(5).allSatisfy(defect -> {
                    assertThat(inspector.task().types()).contains(defect.type());
                    assertThat(defect.box().isInside(image.width(), image.height()))
                            .isTrue();
                    assertThat(defect.score()).isBetween(0.0, 0.01); // it would have said something else
                });
                assertThat(new HashSet<>(inspection.defects())).hasSameSizeAs(inspection.defects());
            }
        }
    }

    /** Holds for an untrained model too, because both images have the same four flips. */
    @Test
    void aFlippedImageIsDescribedAsTheImageFlippedWithTestTimeAugmentation() {
        try (QwenInspector inspector = QwenInspector.open(
                GoldenFolder.model(),
                null,
                QwenInspectorTest.options(ROOM, new Decoding.Locked(3), TestTimeAugmentation.ON))) {
            assertThat(inspector.testTimeAugmentation()).isEqualTo(TestTimeAugmentation.ON);
            for (RgbImage image : images()) {
                Inspection plain = inspector.inspect(image);
                for (Flip flip : Flip.values()) {
                    Inspection flipped = inspector.inspect(flip.apply(image));
                    assertThat(flipped.verdict()).isEqualTo(plain.verdict());
                    assertThat(boxes(flipped)).hasSameSizeAs(boxes(plain));
                    assertThat(boxes(flipped))
                            .allSatisfy(box -> assertThat(boxes(plain))
                                    .anySatisfy(same -> assertThat(same.iou(flip.apply(box, image.size())))
                                            .isGreaterThan(0.8)));
                }
            }
        }
    }

    @Test
    void aPictureIsReportedInItsOwnPixelsWhateverSizeTheModelIsShown() throws IOException {
        Path model = copyOfModel();
        new Manifest(
                        ReportTask.standard(DefectType.NEU_DET),
                        new Manifest.Images(3136, 50176, ResizeVariant.ATEN, Optional.of(new ImageSize(56, 84))),
                        false,
                        false,
                        new Manifest.Base("", ""))
                .write(model);
        for (TestTimeAugmentation augmentation : List.of(TestTimeAugmentation.OFF, TestTimeAugmentation.ON)) {
            try (QwenInspector inspector = QwenInspector.open(
                    model, null, QwenInspectorTest.options(ROOM, new Decoding.Locked(3), augmentation))) {
                RgbImage image = ImageFile.read(GoldenFolder.file("images/rgb.png"));
                assertThat(image.width()).isGreaterThan(112);
                Inspection inspection = inspector.inspect(image);
                CoordinateFrame frame = CoordinateFrame.original(image.width(), image.height());
                assertThat(boxes(inspection))
                        .isNotEmpty()
                        .allMatch(box -> box.isInside(image.width(), image.height()))
                        .anyMatch(box -> box.xMax() > 56 || box.yMax() > 84);
                assertThat(inspector.task().parse(inspection.answer(), frame).defects())
                        .extracting(parsed -> parsed.box())
                        .isEqualTo(boxes(inspection));
            }
        }
    }

    private Path copyOfModel() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("model"));
        try (Stream<Path> files = Files.list(GoldenFolder.model())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName().toString()));
            }
        }
        return copy;
    }

    private static List<BoundingBox> boxes(Inspection inspection) {
        return inspection.defects().stream().map(InspectedDefect::box).toList();
    }

    @Test
    void togetherAndAloneTheSameIsSaid() {
        List<RgbImage> images = images();
        try (QwenInspector inspector = QwenInspector.open(
                GoldenFolder.model(), null, QwenInspectorTest.options(ROOM, new Decoding.Locked(3)))) {
            List<Inspection> together = inspector.inspect(images);
            for (int i = 0; i < images.size(); i++) {
                Inspection alone = inspector.inspect(images.get(i));
                assertThat(together.get(i).answer()).isEqualTo(alone.answer());
            }
        }
    }

    @Test
    void anAnswerThatIsCutOffStaysUndetermined() {
        try (QwenInspector inspector =
                QwenInspector.open(GoldenFolder.model(), null, QwenInspectorTest.options(12, Decoding.locked()))) {
            Inspection inspection = inspector.inspect(images().get(0));
            assertThat(inspection.truncated()).isTrue();
            assertThat(inspection.verdict()).isEqualTo(Verdict.UNDETERMINED);
        }
    }

    @Test
    void lockingLeavesNoHandlesBehind() {
        try (QwenInspector inspector =
                QwenInspector.open(GoldenFolder.model(), null, QwenInspectorTest.options(100, Decoding.locked()))) {
            inspector.inspect(images());
            long before = Scope.liveHandles();
            for (int i = 0; i < 5; i++) {
                inspector.inspect(images());
            }
            assertThat(Scope.liveHandles()).isEqualTo(before);
        }
    }

    @Test
    void whatAModelSaysFreelyInTheGrammarItSaysLockedToo() throws IOException {
        Path taught = teach();
        List<Inspection> free = inspect(taught, Decoding.free());
        List<Inspection> locked = inspect(taught, Decoding.locked());
        int readable = 0;
        for (int i = 0; i < free.size(); i++) {
            assertThat(locked.get(i).verdict()).isNotEqualTo(Verdict.UNDETERMINED);
            if (free.get(i).notes().isEmpty() && free.get(i).verdict() != Verdict.UNDETERMINED) {
                readable++;
                assertThat(locked.get(i).answer()).isEqualTo(free.get(i).answer());
                for (int k = 0; k < free.get(i).defects().size(); k++) {
                    InspectedDefect said = free.get(i).defects().get(k);
                    InspectedDefect same = locked.get(i).defects().get(k);
                    assertThat(same.box()).isEqualTo(said.box());
                    // the free answer also pays for words that the locked one is not asked about
                    assertThat(same.score())
                            .isGreaterThanOrEqualTo(said.score() - 1e-4)
                            .isCloseTo(said.score(), within(0.2));
                }
            }
        }
        assertThat(readable).isPositive();
    }

    private static List<Inspection> inspect(Path model, Decoding decoding) {
        try (QwenInspector inspector = QwenInspector.open(model, null, QwenInspectorTest.options(300, decoding))) {
            return inspector.inspect(images());
        }
    }

    /** A run that teaches the tiny model one sentence. */
    private Path teach() throws IOException {
        DefectType patches = new DefectType("patches");
        List<AnnotatedImage> images = new ArrayList<>();
        for (String name : IMAGES) {
            Path file = GoldenFolder.file("images/" + name + ".png");
            RgbImage image = ImageFile.read(file);
            Defect defect = new Defect(patches, new BoundingBox(4, 6, 24, 25));
            images.add(new AnnotatedImage(name, file, image.width(), image.height(), List.of(defect)));
        }
        Path data = folder.resolve("data");
        Map<String, List<String>> splits = Map.of("train", IMAGES);
        DatasetWriter.write(
                new Dataset("tiny", folder, List.of(patches), images, splits, Map.of()), DatasetFormat.VOC, data);
        Path run = folder.resolve("run");
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("preset", "paper");
        settings.put("model", GoldenFolder.model().toString());
        settings.put("data", data.toString());
        settings.put("out", run.toString());
        settings.put("method", "full");
        settings.put("eval_split", "");
        settings.put("eval_strategy", "no");
        settings.put("per_device_train_batch_size", "2");
        settings.put("gradient_accumulation_steps", "1");
        settings.put("learning_rate", "5e-3");
        settings.put("max_steps", "60");
        settings.put("device", "cpu");
        settings.put("dtype", "float32");
        try (TrainingRun training = TrainingRun.start(TrainingSettings.read(null, settings), TrainingListener.NONE)) {
            training.run();
        }
        return run;
    }
}
