package io.millsight.cli.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.adapter.lora.LoraConfig;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.SmallDataset;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands without a model, in an installation that brings one and in one that does not. */
class DefaultModelTest {

    @TempDir
    static Path home;

    @TempDir
    static Path shared;

    private static Path nano;
    private static Path adapter;
    private static Path data;

    @TempDir
    Path place;

    @BeforeAll
    static void install() throws IOException {
        nano = home.resolve("models/nano");
        adapter = Files.createDirectories(home.resolve("models/nano-neu-det"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
        try (QwenModel model = ModelFolder.open(nano).load(DType.FLOAT32, Device.CPU);
                LoraAdapter initial = LoraAdapter.initialize(model, LoraConfig.paper(), 0)) {
            initial.save(adapter, nano.toString());
        }
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
    }

    @BeforeEach
    void enter() {
        System.setProperty(Installation.HOME_PROPERTY, home.toString());
    }

    @AfterEach
    void leave() {
        System.clearProperty(Installation.HOME_PROPERTY);
    }

    @Test
    void withoutAModelTheOneOfTheInstallationIsMeantWithItsAdapter() {
        assertThat(DefaultModel.base(null)).isEqualTo(nano);
        assertThat(DefaultModel.resolve(null, null).adapter()).isEqualTo(adapter);
    }

    @Test
    void whatIsGivenIsMeant() {
        Path other = Path.of("other");

        assertThat(DefaultModel.base(other)).isEqualTo(other);
        assertThat(DefaultModel.resolve(other, adapter)).isEqualTo(new EvaluatedModel(other, adapter));
        assertThat(DefaultModel.resolve(other, null)).isEqualTo(new EvaluatedModel(other, null));
        assertThat(DefaultModel.resolve(null, Path.of("none"))).isEqualTo(new EvaluatedModel(nano, null));
        assertThat(DefaultModel.resolve(other, Path.of("none"))).isEqualTo(new EvaluatedModel(other, null));
    }

    @Test
    void anAdapterKnowsItsBase() {
        assertThat(DefaultModel.resolve(null, adapter)).isEqualTo(new EvaluatedModel(nano, adapter));
        assertThat(DefaultModel.resolve(adapter, null)).isEqualTo(new EvaluatedModel(nano, adapter));
    }

    @Test
    void aBaseThatIsNotThereIsNamed() throws IOException {
        Path moved = place.resolve("moved");
        try (QwenModel model = ModelFolder.open(nano).load(DType.FLOAT32, Device.CPU);
                LoraAdapter initial = LoraAdapter.initialize(model, LoraConfig.paper(), 0)) {
            initial.save(Files.createDirectories(moved), "Qwen/Qwen2.5-VL-3B-Instruct");
        }

        assertThatThrownBy(() -> DefaultModel.resolve(null, moved))
                .hasMessage(moved + ": its base model Qwen/Qwen2.5-VL-3B-Instruct is not there; name the folder of"
                        + " the base with --model");
        assertThatThrownBy(() -> DefaultModel.resolve(null, place.resolve("absent")))
                .hasMessage(place.resolve("absent") + ": there is no such folder; give that of an adapter or of a run");
    }

    @Test
    void describingNeedsNoModel() {
        CommandLineRun run = CommandLineRun.of("describe", "--max-defects", 1, shared.resolve("pixels/strip_4.png"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("strip_4.png");
    }

    @Test
    void evaluatingSaysWhichModelItTook() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "evaluate", "--data", data, "--limit", 1, "--before", "-v", "--max-new-tokens", 8, "--out", place);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("nano-neu-det on small/val", "before tuning");
        assertThat(Files.readString(place.resolve("report.html")))
                .contains(nano.toString())
                .contains(adapter.toString());
    }

    @Test
    void aBareModelHasNothingToCompareWith() {
        CommandLineRun run = CommandLineRun.of("evaluate", "--data", data, "--adapter", "none", "--before");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: --before compares with the model without its adapter");
    }

    @Test
    void infoShowsIt() {
        assertThat(CommandLineRun.of("info")).isEqualTo(CommandLineRun.of("info", nano));
    }

    @Test
    void trainingAndMergingStartFromIt() throws IOException {
        Path run = place.resolve("run");
        CommandLineRun trained =
                CommandLineRun.of("train", "--data", data, "--out", run, "--max_steps", 1, "--eval_strategy", "no");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(Files.readString(run.resolve("settings.yaml"))).contains(nano.toString());

        Path merged = place.resolve("merged");
        assertThat(CommandLineRun.of("merge", "--adapter", run, "--out", merged))
                .isEqualTo(new CommandLineRun(
                        0,
                        merged + ": a new model in float32, made of " + nano + " and the adapter "
                                + run.resolve("checkpoint-1") + "; both are unchanged"
                                + System.lineSeparator(),
                        ""));
    }

    @Test
    void aModelInTheConfigurationWinsOverIt() throws IOException {
        Path config = Files.writeString(place.resolve("run.yaml"), "model: nowhere\n");

        CommandLineRun run =
                CommandLineRun.of("train", "--config", config, "--data", data, "--out", place.resolve("run"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("millsight: nowhere");
    }

    @Test
    void whereThereIsNoneItIsSaidWhatToGive() {
        System.setProperty(Installation.HOME_PROPERTY, place.toString());
        Path image = shared.resolve("pixels/strip_4.png");

        assertThat(CommandLineRun.of("describe", "--adapter", "none", image))
                .isEqualTo(failure(place.resolve("models/nano")
                        + ": the model that comes with the program is missing; name another folder with --model,"
                        + " or make one with 'millsight new-model'"));
        assertThat(CommandLineRun.of("info").err()).contains("the model that comes with the program is missing");
        assertThat(CommandLineRun.of("train", "--data", data, "--out", place.resolve("run"))
                        .err())
                .startsWith("millsight: model has to be given");
    }

    @Test
    void aModelWithoutItsAdapterIsNotTakenForIt() throws IOException {
        Files.createDirectories(place.resolve("models"));
        Files.createSymbolicLink(place.resolve("models/nano"), nano);
        System.setProperty(Installation.HOME_PROPERTY, place.toString());

        assertThat(CommandLineRun.of("describe", shared.resolve("pixels/strip_4.png")))
                .isEqualTo(failure(place.resolve("models/nano-neu-det")
                        + ": the adapter that comes with the program is missing; name another folder with --adapter,"
                        + " or '--adapter none' for the model without an adapter"));
    }

    @Test
    void withoutTheLauncherAModelHasToBeNamed() {
        System.clearProperty(Installation.HOME_PROPERTY);

        assertThat(CommandLineRun.of("info")).isEqualTo(failure("no model is given; name its folder with --model"));
    }

    private static CommandLineRun failure(String message) {
        return new CommandLineRun(2, "", "millsight: " + message + System.lineSeparator());
    }
}
