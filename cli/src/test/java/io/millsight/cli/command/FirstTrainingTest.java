package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.terminal.Failures;
import io.millsight.experiment.DescribedValidation;
import io.millsight.runs.TrainingListener;
import io.millsight.torch.Scope;
import io.millsight.tuning.TrainingRun;
import io.millsight.tuning.TrainingSettings;
import io.millsight.tuning.process.TrainingGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A first training over a small base: presets, figures at each evaluation, the best checkpoint, early stopping, a longer run, a dry run. */
class FirstTrainingTest {

    @TempDir
    static Path shared;

    private static Path nano;
    private static Path data;

    @TempDir
    Path place;

    @BeforeAll
    static void makeAModelAndImages() throws IOException {
        nano = shared.resolve("nano");
        data = SmallDataset.write(shared.resolve("small"), shared.resolve("pixels"));
        CommandLineRun.of("new-model", "--preset", "nano", "--out", nano, "--seed", 3);
    }

    /** Two steps of two images with an evaluation each, of which two images are described. */
    private Map<String, String> settings(Path run) {
        return Map.ofEntries(
                Map.entry("model", nano.toString()),
                Map.entry("data", data.toString()),
                Map.entry("out", run.toString()),
                Map.entry("max_steps", "2"),
                Map.entry("eval_steps", "1"),
                Map.entry("eval_images", "2"),
                Map.entry("per_device_train_batch_size", "1"),
                Map.entry("logging_steps", "1"),
                Map.entry("lora_rank", "2"),
                Map.entry("dtype", "float32"));
    }

    private CommandLineRun train(Path run, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of("train"));
        List<String> replaced = Stream.of(more).map(Object::toString).toList();
        settings(run).forEach((key, value) -> {
            if (replaced.stream().noneMatch(option -> option.startsWith("--" + key + "="))) {
                arguments.add("--" + key + "=" + value);
            }
        });
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private static List<JsonNode> metrics(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(line -> JsonMapper.shared().readTree(line))
                .toList();
    }

    @Test
    void goesOnFromAnAdapterWithItsWeightsAndItsRank() throws IOException {
        Path first = place.resolve("first");
        assertThat(train(first).exitCode()).isZero();
        Path second = place.resolve("second");

        CommandLineRun trained = train(second, "--init_adapter=" + first.resolve("last"), "--lora_rank=3");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        List<JsonNode> before =
                metrics(first).stream().filter(line -> line.has("eval_loss")).toList();
        assertThat(metrics(second).get(0).path("step").asInt()).isZero();
        assertThat(metrics(second).get(0).path("eval_loss").asDouble())
                .isEqualTo(before.get(before.size() - 1).path("eval_loss").asDouble())
                .isNotEqualTo(before.get(0).path("eval_loss").asDouble());
        assertThat(Files.readString(second.resolve("last/adapter_config.json"))).containsPattern("\"r\" *: *2");
    }

    @Test
    void aWholeModelDoesNotGoOnFromAnAdapter() {
        CommandLineRun refused = CommandLineRun.of(
                "train", "--model", nano, "--data", data, "--out", place, "--method=full", "--init_adapter=x");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("init_adapter: is for lora and dora; leave it out with the method full");
    }

    @Test
    void theFiguresOfEachEvaluationArePrintedWrittenAndDecideTheBest() throws IOException {
        Path run = place.resolve("run");
        CommandLineRun trained = train(run);

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err())
                .startsWith("settings: preset nano, because the base has 8 million parameters; --preset paper for the"
                        + " values of the paper")
                .contains("before training: mAP50 0.00, F1 0.00, type accuracy ")
                .contains("step 2: mAP50 0.00, F1 0.00, type accuracy ")
                .contains("mAP50 on 2 validation images: 0.00 -> 0.00 (best by mAP50 at step ")
                .contains("next: millsight evaluate --adapter " + run + " --data " + data + " --out " + run + "-report")
                .contains("      millsight describe --adapter " + run + " IMAGE");
        List<JsonNode> evaluations =
                metrics(run).stream().filter(line -> line.has("eval_loss")).toList();
        assertThat(evaluations).extracting(line -> line.path("step").asInt()).containsExactly(0, 1, 2);
        assertThat(evaluations)
                .allSatisfy(line ->
                        assertThat(line.propertyNames()).contains("eval_map50", "eval_f1", "eval_type_accuracy"));
        assertThat(Files.readString(run.resolve("last/trainer_state.json")))
                .contains("\"metric_for_best_model\" : \"map50\"");
        assertThat(Files.readString(run.resolve("settings.yaml")))
                .containsPattern("preset: \"?nano")
                .containsPattern("learning_rate: \"?1e-3")
                .containsPattern("max_steps: \"?2");
    }

    /** Interrupts after a step. */
    private static final class Interrupter implements TrainingListener {

        private @Nullable TrainingRun run;

        @Override
        public void stepped(StepReport report) {
            if (run != null && report.step() == 1) {
                run.interrupt();
            }
        }
    }

    @Test
    void resumingWithDescribedImagesGivesWhatNotStoppingWouldHaveGiven() throws IOException {
        Path whole = place.resolve("whole");
        Path parts = place.resolve("parts");
        Path silent = place.resolve("silent");
        assertThat(train(whole).exitCode()).isZero();
        long handles = Scope.liveHandles();
        Interrupter interrupter = new Interrupter();
        try (TrainingRun run = TrainingRun.start(
                TrainingSettings.read(null, settings(parts)),
                new DescribedValidation(),
                interrupter,
                TrainingGroup.single())) {
            interrupter.run = run;
            assertThat(run.run()).isFalse();
        }
        assertThat(CommandLineRun.of("train", "--resume", parts).exitCode()).isZero();
        assertThat(Scope.liveHandles()).isEqualTo(handles);
        assertThat(train(silent, "--eval_images=0").exitCode()).isZero();

        byte[] weights = weights(whole);
        assertThat(weights(parts)).isEqualTo(weights);
        assertThat(weights(silent))
                .as("describing must not disturb the training")
                .isEqualTo(weights);
        assertThat(course(parts)).isEqualTo(course(whole));
        assertThat(state(parts)).isEqualTo(state(whole));
    }

    private static byte[] weights(Path run) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoint-2/adapter_model.safetensors"));
    }

    private static List<String> course(Path run) throws IOException {
        return metrics(run).stream()
                .map(line -> Stream.of("step", "loss", "eval_loss", "eval_map50", "eval_f1", "eval_type_accuracy")
                        .map(key -> line.path(key).toString())
                        .toList()
                        .toString())
                .toList();
    }

    private static JsonNode state(Path run) throws IOException {
        JsonNode state = JsonMapper.shared().readTree(Files.readString(run.resolve("last/trainer_state.json")));
        return ((tools.jackson.databind.node.ObjectNode) state).without(List.of("train_seconds", "peak_memory_bytes"));
    }

    @Test
    void aRunWithoutProgressStopsEarlyAndStaysStopped() {
        Path run = place.resolve("run");
        CommandLineRun trained =
                train(run, "--max_steps=5", "--learning_rate=0", "--early_stopping_patience=1", "--eval_images=0");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("notice: stopped at step 2 of 5: 1 evaluation without a better evaluation loss than at step 1"
                        + " (early_stopping_patience)")
                .contains("done: " + run);
        CommandLineRun resumed = CommandLineRun.of("train", "--resume", run);
        assertThat(resumed.exitCode()).isZero();
        assertThat(resumed.err()).contains("resuming after step 2 of 5").doesNotContain("step 3");
        CommandLineRun further = CommandLineRun.of("train", "--resume", run, "--early-stopping-patience", "2");
        assertThat(further.err()).contains("notice: stopped at step 3 of 5");
    }

    @Test
    void aFinishedRunGoesOnForMoreSteps() throws IOException {
        Path run = place.resolve("run");
        assertThat(train(run, "--eval_images=0").exitCode()).isZero();
        CommandLineRun longer = CommandLineRun.of("train", "--resume", run, "--max_steps", "3");

        assertThat(longer.exitCode()).as(longer.err()).isZero();
        assertThat(longer.err())
                .contains("resuming after step 2 of 3; from here on the learning rate follows the schedule of a run of"
                        + " this length");
        assertThat(run.resolve("checkpoint-3")).exists();
        assertThat(Files.readString(run.resolve("settings.yaml"))).containsPattern("max_steps: \"?3");
        assertRefused(
                CommandLineRun.of("train", "--resume", run, "--max_steps", "1"),
                "is of step 3, but the run has 1 steps; give more");
        assertRefused(
                CommandLineRun.of("train", "--resume", run, "--learning_rate", "1"),
                "--resume: learning_rate cannot change within a run; only num_train_epochs, max_steps,"
                        + " early_stopping_patience can, the others are those of " + run.resolve("settings.yaml"));
    }

    @Test
    void theTemplateReadsBackAsTheSettingsThatItShows() throws IOException {
        CommandLineRun printed =
                CommandLineRun.of("train", "--print-config", "--model", nano, "--data", "a b", "--lora_target", "all");
        assertThat(printed.exitCode()).as(printed.err()).isZero();
        Path file = Files.writeString(place.resolve("run.yaml"), printed.out());

        TrainingSettings settings = TrainingSettings.read(file, Map.of());
        assertThat(settings.texts())
                .containsEntry("preset", "nano")
                .containsEntry("learning_rate", "0.001")
                .containsEntry("data", "a b")
                .containsEntry("out", "runs/first")
                .containsEntry("lora_target", "all")
                .containsEntry("eval_split", "val");
        TrainingSettings same = TrainingSettings.read(
                null, Map.of("model", nano.toString(), "data", "a b", "out", "runs/first", "lora_target", "all"));
        TrainingSettings.all()
                .forEach(setting ->
                        assertThat(settings.get(setting)).as(setting.key()).isEqualTo(same.get(setting)));
        assertThat(Arrays.stream(printed.out().split("\n")).filter(line -> line.startsWith("#")))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(150));
    }

    @Test
    void aDryRunTellsWhatWouldBeDoneAndWritesNothing() {
        Path run = place.resolve("run");
        CommandLineRun dry = train(run, "--dry-run", "--eval_images=0");

        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(dry.out())
                .containsPattern("images of a type +train +val")
                .containsPattern("patches +2 +3")
                .contains("2 steps, ")
                .contains("2 evaluations")
                .contains("(the second of two real steps)")
                .contains("  - patches: only 2 training images")
                .contains("  - no training image is clean")
                .contains("Nothing was written");
        assertThat(run).doesNotExist();
    }

    @Test
    void namesOfOtherProgramsAreReadOrAnsweredWithTheNameThatIsMeant() {
        assertRefused(
                train(place.resolve("a"), "--epochs=3"), "epochs is not a setting; it is called num_train_epochs");
        assertRefused(train(place.resolve("a"), "--lr", "1"), "lr is not a setting; it is called learning_rate here");
        assertRefused(
                train(place.resolve("a"), "--metric_for_best_model=map5"),
                "metric_for_best_model: \"map5\" is not one of eval_loss, map50, f1, type_accuracy; did you mean map50?");
        assertRefused(
                train(place.resolve("a"), "--metric_for_best_model=f1", "--eval_images=0"),
                "metric_for_best_model: f1 needs images that the model describes; give eval_images of at least 1, or"
                        + " choose eval_loss");
        CommandLineRun dashed = CommandLineRun.of(
                "train",
                "--print-config",
                "--model_name_or_path",
                nano,
                "--learning-rate",
                "0.5",
                "--output-dir=x",
                "--skip-bad");
        assertThat(dashed.exitCode()).as(dashed.err()).isZero();
        assertThat(dashed.out())
                .contains("learning_rate: 0.5\n")
                .contains("out: x\n")
                .contains("skip_bad_images: true\n");
    }

    @Test
    void oneBadImageStopsTheTrainingOrIsLeftOut() throws IOException {
        Path spoiled = SmallDataset.write(place.resolve("small"), place.resolve("pixels"));
        Path bad = spoiled.resolve("JPEGImages/strip_1.png");
        byte[] whole = Files.readAllBytes(bad);
        Files.write(bad, Arrays.copyOf(whole, whole.length / 2));
        Path run = place.resolve("run");
        CommandLineRun skipping = train(run, "--data=" + spoiled, "--skip-bad", "--eval_images=0");

        assertThat(skipping.exitCode()).as(skipping.err()).isZero();
        assertThat(skipping.err()).contains("strip_1.png").contains("; left out");
        JsonNode description = JsonMapper.shared().readTree(Files.readString(run.resolve("dataset.json")));
        assertThat(description.path("train_images").asInt()).isEqualTo(3);
        assertThat(description.path("skipped_images").get(0).asString()).isEqualTo("JPEGImages/strip_1.png");
        assertThat(CommandLineRun.of("train", "--resume", run, "--max_steps=3").exitCode())
                .isZero();
        Files.write(bad, whole);
        assertRefused(
                CommandLineRun.of("train", "--resume", run, "--max_steps=4"),
                "the images or the splits have changed since the run began");
    }

    private static void assertRefused(CommandLineRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(Failures.TO_MEND);
        assertThat(run.err()).contains("millsight: ").contains(message).doesNotContain("\tat ");
    }
}
