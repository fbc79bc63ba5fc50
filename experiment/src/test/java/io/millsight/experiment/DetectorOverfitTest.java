package io.millsight.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.detect.train.DetectorRun;
import io.millsight.detect.train.DetectorSettings;
import io.millsight.image.PngEncoder;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Sample;
import io.millsight.steel.synthetic.Lighting;
import io.millsight.steel.synthetic.SyntheticSteel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A detector that learns, and whose boxes are read back right, knows a few images by heart. */
class DetectorOverfitTest {

    private static final double KNOWN = 0.95;
    private static final int IMAGES = 2;

    @TempDir
    private Path temp;

    /** Writes drawn surfaces with defects in YOLO's format, as split for training. */
    private Path surfaces() throws IOException {
        List<Sample> surfaces = new ArrayList<>();
        for (long seed = 1; surfaces.size() < IMAGES; seed++) {
            Sample surface = new SyntheticSteel(0.3, Lighting.BRIGHT_FIELD).draw(seed);
            if (!surface.defects().isEmpty()) {
                surfaces.add(surface);
            }
        }
        List<DefectType> types = surfaces.stream()
                .flatMap(surface -> surface.defects().stream())
                .map(defect -> defect.type())
                .distinct()
                .toList();
        Path images = Files.createDirectories(temp.resolve("data/images/train"));
        Path labels = Files.createDirectories(temp.resolve("data/labels/train"));
        Files.writeString(
                temp.resolve("data/data.yaml"),
                "path: .\ntrain: images/train\nnames: ["
                        + types.stream().map(DefectType::name).collect(Collectors.joining(", ")) + "]\n");
        for (int i = 0; i < surfaces.size(); i++) {
            Sample surface = surfaces.get(i);
            Files.write(
                    images.resolve(i + ".png"),
                    PngEncoder.encode(surface.image().toBufferedImage()));
            Files.writeString(
                    labels.resolve(i + ".txt"),
                    surface.defects().stream()
                            .map(defect -> String.format(
                                    Locale.ROOT,
                                    "%d %f %f %f %f%n",
                                    types.indexOf(defect.type()),
                                    (defect.box().xMin() + defect.box().xMax()) / 2.0 / SyntheticSteel.SIZE,
                                    (defect.box().yMin() + defect.box().yMax()) / 2.0 / SyntheticSteel.SIZE,
                                    defect.box().width() / SyntheticSteel.SIZE,
                                    defect.box().height() / SyntheticSteel.SIZE))
                            .collect(Collectors.joining()));
        }
        return temp.resolve("data");
    }

    @ParameterizedTest
    @CsvSource({"yolov7, 400", "faster_rcnn, 300"})
    void knowsAFewImagesByHeart(String method, String steps) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "method",
                method,
                "data",
                surfaces().toString(),
                "out",
                temp.resolve("run").toString(),
                "eval_split",
                "train",
                "image_size",
                "96",
                "max_steps",
                steps,
                "eval_steps",
                "25",
                "per_device_train_batch_size",
                Integer.toString(IMAGES),
                "lr_scheduler_type",
                "constant",
                "warmup_steps",
                "10"));
        settings.putAll(Map.of(
                "ema_decay", "0.9", "mosaic", "0", "scale", "0", "translate", "0", "brightness", "0", "flip", "false"));
        List<DetectorRun> runs = new ArrayList<>();
        List<Double> precisions = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void evaluated(EvaluationReport report) {
                precisions.add(report.figures().map50());
                if (report.figures().map50() > KNOWN) {
                    runs.get(0).interrupt();
                }
            }
        };
        try (DetectorRun run = DetectorRun.start(
                DetectorSettings.read(null, settings, Map.of()), new DetectorValidation(), listener)) {
            runs.add(run);
            run.run();
        }
        assertThat(precisions).as("mAP50 by step").anyMatch(precision -> precision > KNOWN);
    }
}
