package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.torch.Device;
import io.millsight.torch.DeviceException;
import io.millsight.torch.Int8Linear;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small model of the installation, written and asked in int8. */
class QuantizeCommandTest {

    private static final Path NANO = Path.of("../models/nano");
    private static final Path ADAPTER = Path.of("../models/nano-neu-det");

    @TempDir
    Path place;

    @BeforeEach
    void needsInstructions() {
        try {
            Int8Linear.requireDevice(Device.CPU);
        } catch (DeviceException e) {
            assumeThat(false).as(e.getMessage()).isTrue();
        }
    }

    private Path quantized() {
        Path out = place.resolve("int8");
        CommandLineRun run = CommandLineRun.of("quantize", "--model", NANO, "--adapter", ADAPTER, "--out", out);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .startsWith(out + ": nano-neu-det in int8, ")
                .endsWith("describe with --model " + out + "\n");
        return out;
    }

    private Path surface() {
        Path data = place.resolve("steel");
        assertThat(CommandLineRun.of("data", "synth", "--count", 60, "--out", data)
                        .exitCode())
                .isZero();
        return data;
    }

    private static Path image(Path data) throws IOException {
        try (var files = Files.walk(data)) {
            return files.filter(file ->
                            file.toString().endsWith(".png") || file.toString().endsWith(".jpg"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theFolderAnswersAsTheModelThatIsRoundedWhileLoading() throws IOException {
        Path image = image(surface());
        CommandLineRun stored = CommandLineRun.of("describe", image, "--model", quantized(), "--tta", "off");
        CommandLineRun loaded = CommandLineRun.of(
                "describe", image, "--model", NANO, "--adapter", ADAPTER, "--dtype", "int8", "--tta", "off");

        assertThat(stored.exitCode())
                .as(stored.err())
                .isEqualTo(loaded.exitCode())
                .isLessThan(2);
        assertThat(withoutSeconds(stored)).isEqualTo(withoutSeconds(loaded)).contains("DEFECTS");
    }

    private static String withoutSeconds(CommandLineRun run) {
        return run.out().replaceAll("\\([0-9.]+ s\\)", "");
    }

    @Test
    void infoShowsIt() {
        CommandLineRun run = CommandLineRun.of("info", quantized());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("int8 in the layers of the language model, else bfloat16", "defect types")
                .doesNotContain("LoRA r 16");
    }

    @Test
    void isNotQuantizedTwiceNorTrained() {
        Path int8 = quantized();
        CommandLineRun again = CommandLineRun.of("quantize", "--model", int8, "--out", place.resolve("twice"));
        CommandLineRun trained =
                CommandLineRun.of("train", "--model", int8, "--data", surface(), "--out", place.resolve("run"));

        assertThat(again.exitCode()).isEqualTo(2);
        assertThat(again.err())
                .isEqualTo("millsight: " + int8 + ": is in int8 already; describe with it, or give its original\n");
        assertThat(trained.exitCode()).isEqualTo(2);
        assertThat(trained.err())
                .contains(int8 + ": its weights are in int8, which serve for describing only;"
                        + " give the model that it was quantized from");
    }

    @Test
    void anAdapterOfAnotherModelIsRefused() {
        Path other = place.resolve("other");
        assertThat(CommandLineRun.of("new-model", "--preset", "nano", "--seed", 7, "--out", other)
                        .exitCode())
                .isZero();
        Path out = place.resolve("int8");
        CommandLineRun run = CommandLineRun.of("quantize", "--model", other, "--adapter", ADAPTER, "--out", out);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .isEqualTo("millsight: " + ADAPTER + ": was tuned on another base model than " + other
                        + " (the fingerprints differ); give the base that it was tuned on\n");
        assertThat(out).doesNotExist();
    }

    @Test
    void anAdapterIsNotAppliedToWeightsInInt8() throws IOException {
        Path int8 = quantized();
        Path bare = Files.createDirectory(place.resolve("bare")); // as PEFT writes it, without what names its base
        for (String name : List.of("adapter_config.json", "adapter_model.safetensors")) {
            Files.copy(ADAPTER.resolve(name), bare.resolve(name));
        }
        CommandLineRun run = CommandLineRun.of("describe", image(surface()), "--model", int8, "--adapter", bare);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("millsight: " + int8 + ": its weights are in int8, which serve for describing only;"
                        + " give the model that it was quantized from\n");
    }

    @Test
    void theCheckPrintsWhatIsLost() {
        Path out = place.resolve("int8");
        Path data = surface();
        CommandLineRun run = CommandLineRun.of(
                "quantize",
                "--model",
                NANO,
                "--adapter",
                ADAPTER,
                "--check",
                data,
                "--limit",
                2,
                "--margin",
                1,
                "--out",
                out);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("type accuracy", "int8", "exact answers: ", " of 2 images", "within the margin");
        assertThat(out).isDirectory();
    }

    @Test
    void saysWhatIsMissingOrOutOfRange() {
        assertThat(CommandLineRun.of("quantize").err())
                .startsWith("millsight: nothing to do: give --out DIR to write the model, --check DATA to measure it");
        CommandLineRun margin = CommandLineRun.of("quantize", "--out", place.resolve("x"), "--margin", 2);
        assertThat(margin.exitCode()).isEqualTo(2);
        assertThat(margin.err()).contains("--margin 2.0: give a share from 0 to 1");
    }
}
