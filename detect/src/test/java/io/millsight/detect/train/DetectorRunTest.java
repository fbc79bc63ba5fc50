package io.millsight.detect.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.detect.Detector;
import io.millsight.detect.DetectorException;
import io.millsight.detect.ScoredBox;
import io.millsight.detect.folder.DetectorDescription;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.detect.folder.Networks;
import io.millsight.detect.net.NetworkWeights;
import io.millsight.image.PngEncoder;
import io.millsight.image.RgbImage;
import io.millsight.runs.EvaluationFigures;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.RandomGenerator;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.SafetensorsWriter;
import io.millsight.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trains on drawn squares, a few steps at a time. */
class DetectorRunTest {

    private static final int SIDE = 64;

    /** Figures that do not need a measure of boxes. */
    private static final DetectorMetrics METRICS = new DetectorMetrics() {
        @Override
        public EvaluationFigures measure(Detector detector, List<AnnotatedImage> images) {
            return new EvaluationFigures(Double.NaN, images.size() / 100.0, 0, 0);
        }

        @Override
        public double threshold(Detector detector, List<AnnotatedImage> images) {
            return 0.25;
        }
    };

    @TempDir
    private Path temp;

    private Path data;

    /** Six training images, the last of which is clean, and two for validation; YOLO's format. */
    @BeforeEach
    void drawDataset() throws IOException {
        data = temp.resolve("squares");
        for (String split : List.of("train", "val")) {
            Files.createDirectories(data.resolve("images/" + split));
            Files.createDirectories(data.resolve("labels/" + split));
        }
        Files.writeString(
                data.resolve("data.yaml"),
                "path: .\ntrain: images/train\nval: images/val\nnames:\n  0: bright\n  1: dark\n");
        for (int i = 0; i < 8; i++) {
            draw(i < 6 ? "train" : "val", i, i == 5);
        }
    }

    private void draw(String split, int number, boolean clean) throws IOException {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        Arrays.fill(pixels, (byte) 128);
        int type = number % 2;
        int left = 4 + 5 * number;
        if (!clean) {
            for (int y = 10; y < 34; y++) {
                Arrays.fill(pixels, 3 * (y * SIDE + left), 3 * (y * SIDE + left + 20), (byte) (type == 0 ? 250 : 5));
            }
        }
        String name = split + number;
        Files.write(
                data.resolve("images/" + split + "/" + name + ".png"),
                PngEncoder.encode(new RgbImage(SIDE, SIDE, pixels).toBufferedImage()));
        double side = SIDE;
        Files.writeString(
                data.resolve("labels/" + split + "/" + name + ".txt"),
                clean
                        ? ""
                        : type + " " + (left + 10) / side + " " + 22 / side + " " + 20 / side + " " + 24 / side + "\n");
    }

    private DetectorSettings settings(String method, String output, Map<String, String> others) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("method", method);
        settings.put("data", data.toString());
        settings.put("out", temp.resolve(output).toString());
        settings.put("image_size", "64");
        settings.put("per_device_train_batch_size", "2");
        settings.put("num_train_epochs", "2");
        settings.put("warmup_steps", "2");
        settings.put("eval_strategy", "epoch");
        settings.put("dtype", "float32");
        settings.putAll(others);
        return DetectorSettings.read(null, settings, Map.of());
    }

    private static TrainerState train(DetectorSettings settings) {
        try (DetectorRun run = DetectorRun.start(settings, METRICS, TrainingListener.NONE)) {
            assertThat(run.run()).isTrue();
            return run.state();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"yolov7", "faster_rcnn"})
    void resumesToTheSameBitsAsWithoutAnInterruption(String method) throws IOException {
        assertThat(train(settings(method, "whole", Map.of())).step()).isEqualTo(6);
        DetectorSettings cut = settings(method, "cut", Map.of());
        List<DetectorRun> open = new ArrayList<>();
        TrainingListener interrupting = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                if (report.step() == 4) {
                    open.get(0).interrupt();
                }
            }
        };
        try (DetectorRun run = DetectorRun.start(cut, METRICS, interrupting)) {
            open.add(run);
            assertThat(run.run()).isFalse();
            assertThat(run.state().step()).isEqualTo(4);
        }
        try (DetectorRun run = DetectorRun.resume(temp.resolve("cut"), Map.of(), METRICS, TrainingListener.NONE)) {
            assertThat(run.stepsDone()).isEqualTo(4);
            assertThat(run.run()).isTrue();
        }
        for (String file : List.of("model.safetensors", "training.safetensors", "optimizer.safetensors")) {
            assertThat(Files.mismatch(
                            temp.resolve("whole/checkpoint-6").resolve(file),
                            temp.resolve("cut/checkpoint-6").resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void opensWhatItHasTrained() {
        train(settings("yolov7", "run", Map.of()));
        DetectorFolder folder = DetectorFolder.open(temp.resolve("run"));
        assertThat(folder.path()).isEqualTo(temp.resolve("run/checkpoint-6"));
        assertThat(folder.scoreThreshold()).contains(0.25);
        assertThat(folder.parameters()).isGreaterThan(6_000_000);
        RgbImage image = new RgbImage(90, 50, new byte[3 * 90 * 50]);
        try (Detector detector = folder.load(Device.CPU, DType.FLOAT32)) {
            List<List<ScoredBox>> found = detector.detect(List.of(image, image));
            assertThat(found).hasSize(2);
            assertThat(found.get(0)).isNotEmpty().allSatisfy(box -> {
                assertThat(box.box().isInside(90, 50)).isTrue();
                assertThat(box.type()).isBetween(0, 1);
            });
            assertThat(detector.detect(List.of())).isEmpty();
        }
    }

    @Test
    void keepsTheNumberOfNativeObjects() {
        List<Long> handles = new ArrayList<>();
        TrainingListener counting = new TrainingListener() {
            @Override
            public void stepped(StepReport report) {
                handles.add(Scope.liveHandles());
            }
        };
        DetectorSettings settings = settings("yolov7", "run", Map.of("max_steps", "20", "eval_strategy", "no"));
        long before = Scope.liveHandles();
        try (DetectorRun run = DetectorRun.start(settings, METRICS, counting)) {
            run.run();
        }
        assertThat(handles.subList(2, handles.size())).containsOnly(handles.get(2));
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void refusesWhatTheMethodHasNot() {
        assertThatThrownBy(() -> DetectorRun.start(
                        settings("yolov7", "run", Map.of("variant", "resnet50")), METRICS, TrainingListener.NONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("variant: \"resnet50\" is not one of tiny, base, auto, which yolov7 has");
        assertThatThrownBy(() -> DetectorRun.start(
                        settings("yolov7", "run", Map.of("image_size", "100")), METRICS, TrainingListener.NONE))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("image_size: 100 is no multiple of 32; 96 and 128 are");
        assertThatThrownBy(() -> DetectorRun.start(
                        settings("yolov7", "run", Map.of("train_split", "test")), METRICS, TrainingListener.NONE))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("there is no split test, only train, val");
        assertThat(temp.resolve("run")).doesNotExist();
    }

    @Test
    void stopsBeforeAWeightIsNoNumber() {
        assertThatThrownBy(() -> train(settings(
                        "yolov7",
                        "run",
                        // the decay multiplies the weights by -9 in each step, on every processor
                        Map.of(
                                "learning_rate",
                                "10",
                                "weight_decay",
                                "1",
                                "warmup_steps",
                                "0",
                                "max_grad_norm",
                                "0",
                                "max_steps",
                                "60"))))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("start a new run with a lower learning_rate (it is 10.0)");
    }

    /** Writes fresh weights of a network that knows three types, as a user has them from elsewhere. */
    private Path published(DetectorDescription description) throws IOException {
        Path file = temp.resolve("published.safetensors");
        try (RandomGenerator random = RandomGenerator.seeded(5, Device.CPU);
                NetworkWeights weights = new NetworkWeights(Device.CPU)) {
            Networks.build(description, weights, weights.fresh(random));
            SafetensorsWriter.write(file, weights.tensors());
        }
        return file;
    }

    private static List<DefectType> threeTypes() {
        return List.of(new DefectType("a"), new DefectType("b"), new DefectType("c"));
    }

    private String startFrom(Path weights, String method, Map<String, String> others) {
        Map<String, String> all = new LinkedHashMap<>(others);
        all.put("weights", weights.toString());
        all.put("max_steps", "1");
        all.put("warmup_steps", "0");
        try (DetectorRun run = DetectorRun.start(settings(method, "tuned", all), METRICS, TrainingListener.NONE)) {
            assertThat(run.run()).isTrue();
            return run.notices().get(0);
        }
    }

    @Test
    void startsFromPublishedWeightsOfOtherTypes() throws IOException {
        Path file = published(new DetectorDescription("yolov7", "tiny", threeTypes(), 64, null, null));
        String notice = startFrom(file, "yolov7", Map.of("learning_rate", "1e-9", "ema_decay", "0"));
        assertThat(notice)
                .startsWith(file + ": ")
                .contains("starting from nothing: model.77.m.0.weight, model.77.m.0.bias, ")
                .endsWith("not used: model.77.m.0.weight, model.77.m.0.bias, model.77.im.0.implicit and 6 more");
        try (SafetensorsFile before = SafetensorsFile.open(file);
                SafetensorsFile after = SafetensorsFile.open(
                        DetectorFolder.open(temp.resolve("tuned")).path().resolve("model.safetensors"));
                Scope scope = Scope.open()) {
            String name = "model.76.conv.weight";
            assertThat(after.tensor(name).minus(before.tensor(name)).norm()).isLessThan(1e-4);
        }
    }

    @Test
    void keepsTheLayoutAndTheFrozenNormsOfAPublishedFasterRcnn() throws IOException {
        Path file = published(new DetectorDescription("faster_rcnn", "resnet18", threeTypes(), 64, 1e-5, null));
        startFrom(file, "faster_rcnn", Map.of());
        DetectorFolder tuned = DetectorFolder.open(temp.resolve("tuned"));
        assertThat(tuned.description().frozenEpsilon()).isEqualTo(1e-5);
        try (SafetensorsFile before = SafetensorsFile.open(file);
                SafetensorsFile after = SafetensorsFile.open(tuned.path().resolve("model.safetensors"));
                Detector detector = tuned.load(Device.CPU, DType.FLOAT32);
                Scope scope = Scope.open()) {
            String frozen = "backbone.body.layer4.1.bn2.running_mean";
            assertThat(after.tensor(frozen).sameAs(before.tensor(frozen))).isTrue();
            String trained = "backbone.body.layer4.1.conv2.weight";
            assertThat(after.tensor(trained).sameAs(before.tensor(trained))).isFalse();
            assertThat(detector.types()).hasSize(2);
        }
    }

    @Test
    void refusesWeightsOfAnotherNetwork() throws IOException {
        Path file = published(new DetectorDescription("faster_rcnn", "resnet18", threeTypes(), 64, 1e-5, null));
        assertThatThrownBy(() -> startFrom(file, "yolov7", Map.of()))
                .isInstanceOf(DetectorException.class)
                .hasMessageContaining("published.safetensors: the tensor model.0.bn.weight is missing; the file"
                        + " belongs to another network, choose its method and variant");
        assertThatThrownBy(() -> startFrom(file, "faster_rcnn", Map.of("variant", "resnet50")))
                .isInstanceOf(DetectorException.class)
                .hasMessageContaining("the tensor backbone.body.layer1.0.conv1.weight has the shape");
    }
}
