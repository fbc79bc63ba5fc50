package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.SmallDetector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compare --methods} trains what it compares. */
class CompareMethodsTest {

    @TempDir
    static Path shared;

    private static Path data;
    private static Path nano;
    private static Path settings;

    @TempDir
    Path place;

    @BeforeAll
    static void makeAModelAndImages() throws IOException {
        nano = shared.resolve("nano");
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        settings = Files.writeString(shared.resolve("short.yaml"), """
                max_steps: 2
                eval_strategy: "no"
                eval_images: 0
                metric_for_best_model: eval_loss
                per_device_train_batch_size: 1
                dtype: float32
                """);
    }

    @Test
    void trainsWhatIsMissingAndComparesIt() throws IOException {
        CommandLineRun first = compare("--methods", "full,lora");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err().indexOf("training lora in " + place.resolve("out/runs/lora")))
                .isLessThan(first.err().indexOf("training full in "))
                .isNotNegative();
        List<String> csv = Files.readAllLines(place.resolve("out/comparison.csv"));
        assertThat(csv.get(1)).startsWith("lora,trainable_parameters,");
        assertThat(csv)
                .anyMatch(line -> line.startsWith("full,f1,"))
                .anyMatch(line -> line.matches("lora,training_seconds,\\d+,,,"));
        if (Files.isWritable(Path.of("/proc/self/clear_refs"))) {
            assertThat(csv).anyMatch(line -> line.matches("lora,training_memory_bytes,\\d{8,},,,"));
        }

        FileTime before = Files.getLastModifiedTime(place.resolve("out/runs/lora/settings.yaml"));
        Files.delete(place.resolve("out/runs/full.finished"));
        Path detector = SmallDetector.write(place.resolve("detector"), null);
        CommandLineRun again = compare("--methods", "lora,full", "--reference", "yolo", "yolo=" + detector);

        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("going on to train full").doesNotContain("train lora", "training lora");
        assertThat(Files.getLastModifiedTime(place.resolve("out/runs/lora/settings.yaml")))
                .isEqualTo(before);
        assertThat(Files.readAllLines(place.resolve("out/comparison.csv")).get(1))
                .startsWith("yolo,");
    }

    @Test
    void trainsEveryMethod() throws IOException {
        Path ofDetectors = Files.writeString(place.resolve("detectors.yaml"), """
                max_steps: 1
                eval_strategy: "no"
                image_size: 64
                per_device_train_batch_size: 2
                """);
        List<Object> all = new ArrayList<>(List.of("--methods", "all"));
        List.of("dora", "prompt_tuning").forEach(method -> all.addAll(List.of("--config", method + "=" + settings)));
        List.of("yolov7", "faster_rcnn").forEach(method -> all.addAll(List.of("--config", method + "=" + ofDetectors)));

        CommandLineRun run = compare(all.toArray());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readAllLines(place.resolve("out/comparison.csv")).stream()
                        .map(line -> line.substring(0, line.indexOf(',')))
                        .distinct()
                        .skip(1))
                .containsExactly(
                        "lora", "dora", "prompt_tuning", "full", "yolov7", "faster_rcnn", "most frequent sentence");
    }

    @Test
    void aRunWithOtherSettingsIsNotTakenForAnother() {
        assertThat(compare("--methods", "lora", "again=" + nano).exitCode()).isZero();

        CommandLineRun other = compare("--methods", "lora", "again=" + nano, "--train-seed", 7);

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.err())
                .endsWith("millsight: " + place.resolve("out/runs/lora")
                        + ": has begun with other seed; give the same, or another folder with --out"
                        + System.lineSeparator());
    }

    @Test
    void mistakesAreFoundBeforeAnyTraining() throws IOException {
        assertThat(compare("--methods", "yolo3").err())
                .contains("--methods yolo3: there is no method yolo3; give all, or some of lora,");
        assertThat(compare("--methods", "lora").err()).contains("there is nothing to compare");
        assertThat(compare("--methods", "lora,full", "--reference", "dora").err())
                .contains("--reference dora: no row has this name; give one of lora, full");
        assertThat(compare("--methods", "lora", "lora=" + nano).err()).contains("two take part as lora");
        assertThat(compare("a=" + nano, "b=" + nano).err())
                .contains("--config lora=" + settings + ": --methods does not train lora; leave it out");
        Files.writeString(settings.resolveSibling("wrong.yaml"), "learning_rat: 1\n");
        CommandLineRun wrong = CommandLineRun.of(
                "compare",
                "--data",
                data,
                "--out",
                place.resolve("out"),
                "--model",
                nano,
                "--methods",
                "lora,full",
                "--config",
                "full=" + settings.resolveSibling("wrong.yaml"));
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.err()).contains("learning_rat");
        assertThat(place.resolve("out")).doesNotExist();
    }

    private CommandLineRun compare(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(
                "compare",
                "--data",
                data,
                "--out",
                place.resolve("out"),
                "--model",
                nano,
                "--max-new-tokens",
                8,
                "--config",
                "lora=" + settings,
                "--config",
                "full=" + settings));
        if (List.of(arguments).indexOf("lora") == 1) {
            all.subList(all.size() - 2, all.size()).clear();
        }
        all.addAll(List.of(arguments));
        return CommandLineRun.of(all.toArray());
    }
}
