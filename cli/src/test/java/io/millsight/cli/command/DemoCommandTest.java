package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.OwnTask;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.option.Installation;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.steel.DefectType;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code millsight demo} with a model that knows nothing, and so short that it learns nothing. */
class DemoCommandTest {

    @TempDir
    Path home;

    @TempDir
    Path place;

    @BeforeEach
    void install() throws IOException {
        Path nano = home.resolve("models/nano");
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        Path adapter = Files.createDirectories(home.resolve("models/nano-neu-det"));
        try (QwenModel model = ModelFolder.open(nano).load(DType.FLOAT32, Device.CPU);
                LoraAdapter initial = LoraAdapter.initialize(model, LoraConfig.paper(), 0)) {
            initial.save(adapter, nano.toString());
        }
        System.setProperty(Installation.HOME_PROPERTY, home.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(Installation.HOME_PROPERTY);
    }

    @Test
    void theWholeWayIsGoneOnOnesOwnImages() throws IOException {
        Path data = SmallDataset.write(place.resolve("small"), place.resolve("pixels"));
        Path out = place.resolve("demo");

        CommandLineRun run = CommandLineRun.of("demo", "--data", data, "--out", out, "--steps", 1);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("$ millsight describe --adapter none ", "$ millsight evaluate --adapter ", "--before")
                .contains("run on small/val", "before tuning")
                .contains("Open the report in a browser: " + out.resolve("report/report.html"))
                .contains("Next steps:");
        assertThat(out.resolve("run/checkpoint-1/adapter_model.safetensors")).isNotEmptyFile();
        assertThat(out.resolve("report/report.html")).content().contains("<dt>Before tuning</dt>");
    }

    @Test
    void withoutImagesItDrawsSome() {
        Path out = place.resolve("demo");

        CommandLineRun run = CommandLineRun.of("demo", "--out", out, "--surfaces", 60, "--steps", 1);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("$ millsight data synth --count 60 ", " --lighting dark_field ", "run on synthetic/val");
        assertThat(out.resolve("synthetic/JPEGImages")).isNotEmptyDirectory();
    }

    @Test
    void aBareModelOfOtherTypesIsNotMeasured() throws IOException {
        Path data = SmallDataset.write(place.resolve("small"), place.resolve("pixels"));
        OwnTask.write(home.resolve("models/nano"), DefectType.NEU_DET, false);

        CommandLineRun run = CommandLineRun.of("demo", "--data", data, "--out", place.resolve("demo"), "--steps", 1);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).doesNotContain("--before");
    }

    @Test
    void whatIsThereAlreadyIsNotTouched() throws IOException {
        Path out = Files.createDirectories(place.resolve("demo"));
        Files.writeString(out.resolve("mine"), "");

        CommandLineRun run = CommandLineRun.of("demo", "--out", out);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: " + out).hasLineCount(1);
        assertThat(out.toFile().list()).containsExactly("mine");
    }

    @Test
    void imagesThatAreNotDividedAreRefusedBeforeAnyWork() throws IOException {
        Path data = SmallDataset.write(place.resolve("small"), place.resolve("pixels"));

        CommandLineRun run =
                CommandLineRun.of("demo", "--data", place.resolve("pixels"), "--out", place.resolve("demo"));

        assertThat(data).exists();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aFailingStepEndsTheDemoWithItsCode() throws IOException {
        Files.delete(home.resolve("models/nano/tokenizer.json"));
        Path data = SmallDataset.write(place.resolve("small"), place.resolve("pixels"));

        CommandLineRun run = CommandLineRun.of("demo", "--data", data, "--out", place.resolve("demo"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("$ millsight describe ").doesNotContain("$ millsight train ");
        assertThat(run.err()).contains("tokenizer.json");
    }

    @Test
    void withoutTheModelItSaysWhatIsMissing() throws IOException {
        System.setProperty(Installation.HOME_PROPERTY, place.toString());

        CommandLineRun run = CommandLineRun.of("demo", "--out", place.resolve("demo"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains("the model that comes with the program is missing")
                .hasLineCount(1);
        assertThat(place.resolve("demo")).doesNotExist();
    }
}
