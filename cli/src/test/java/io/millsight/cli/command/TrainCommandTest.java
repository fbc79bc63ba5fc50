package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.cli.CommandLineRun;
import io.millsight.cli.SmallDataset;
import io.millsight.cli.terminal.Failures;
import io.millsight.image.ImageSize;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.torch.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The way of a user through {@code train}, {@code describe} and {@code merge}, on a tiny model and a few images. */
class TrainCommandTest {

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

    private CommandLineRun train(Object... more) {
        Object[] arguments = new Object[14 + more.length];
        Object[] first = {
            "train",
            "--model",
            nano,
            "--data",
            data,
            "--out",
            place.resolve("run"),
            "--preset",
            "paper",
            "--eval_split",
            "",
            "--gradient_accumulation_steps",
            "1",
            "--logging_steps=1"
        };
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return CommandLineRun.of(arguments);
    }

    @Test
    void anAdapterIsTrainedDescribedWithAndMerged() throws IOException {
        CommandLineRun trained = train("--max_steps", "2", "--learning_rate", "1e-2", "--image_min_pixels", "5000");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("trainable params: 483,328 || all params: 8,535,808 || trainable%: 5.6624")
                .contains("done: " + place.resolve("run"));
        Path image = shared.resolve("pixels/strip_0.png");
        CommandLineRun adapted = describe(image, "--model", nano, "--adapter", place.resolve("run"));
        assertThat(adapted.exitCode()).as(adapted.err()).isZero();
        JsonNode answer = JsonMapper.shared().readTree(adapted.out());
        assertThat(answer.get("verdict").asString()).isEqualTo("UNDETERMINED");
        assertThat(answer.get("truncated").asBoolean()).isTrue();

        Path merged = place.resolve("merged");
        CommandLineRun merge =
                CommandLineRun.of("merge", "--model", nano, "--adapter", place.resolve("run/last"), "--out", merged);
        assertThat(merge.exitCode()).as(merge.err()).isZero();
        JsonNode same =
                JsonMapper.shared().readTree(describe(image, "--model", merged).out());
        assertThat(same.get("answer")).isEqualTo(answer.get("answer"));
        assertThat(ImageProcessorConfig.read(merged).minPixels()).isEqualTo(5000);

        assertThat(CommandLineRun.of("info", place.resolve("run")).out())
                .startsWith("adapter ")
                .contains("483,328 on 40 modules");
        CommandLineRun asModel = describe(image, "--model", place.resolve("run"));
        assertThat(asModel.exitCode()).as(asModel.err()).isZero();
        assertThat(JsonMapper.shared().readTree(asModel.out()).get("answer")).isEqualTo(answer.get("answer"));
    }

    @Test
    void anAdapterOfDoraIsTrainedDescribedWithAndMerged() throws IOException {
        CommandLineRun trained = train("--method", "dora", "--max_steps", "2", "--learning_rate", "1e-2");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Path run = place.resolve("run");
        Path image = shared.resolve("pixels/strip_0.png");
        CommandLineRun adapted = describe(image, "--adapter", run);
        assertThat(adapted.exitCode()).as(adapted.err()).isZero();
        Path merged = place.resolve("merged");
        CommandLineRun merge = CommandLineRun.of("merge", "--adapter", run, "--dtype", "float32", "--out", merged);
        assertThat(merge.exitCode()).as(merge.err()).isZero();
        assertThat(JsonMapper.shared()
                        .readTree(describe(image, "--model", merged).out())
                        .get("answer"))
                .isEqualTo(JsonMapper.shared().readTree(adapted.out()).get("answer"));
        assertThat(CommandLineRun.of("info", run).out())
                .containsPattern("kind +DoRA")
                .contains("on 40 modules");
    }

    @Test
    void aSoftPromptIsTrainedAndDescribesButCannotBeMerged() {
        CommandLineRun trained = train("--method", "prompt_tuning", "--num_virtual_tokens", "5", "--max_steps", "2");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("trainable params: 1,280 ||");
        Path run = place.resolve("run");
        for (String decoding : List.of("locked", "free")) {
            CommandLineRun described = describe(
                    shared.resolve("pixels/strip_0.png"), "--adapter", run, "--decoding", decoding, "--tta", "on");
            assertThat(described.exitCode()).as(described.err()).isZero();
        }
        assertThat(CommandLineRun.of("info", run).out())
                .containsPattern("kind +prompt tuning")
                .containsPattern("virtual tokens +5")
                .containsPattern("positions +mrope");
        CommandLineRun merge = CommandLineRun.of("merge", "--adapter", run, "--out", place.resolve("merged"));
        assertThat(merge.exitCode()).isEqualTo(2);
        assertThat(merge.err())
                .contains(run.resolve("checkpoint-2")
                        + ": is a soft prompt, which stands before the question and has no place in the weights; use it as"
                        + " it is, with --adapter");
        assertThat(place.resolve("merged")).doesNotExist();
    }

    @Test
    void aSettingOfAnotherMethodIsRefusedInOneLine() {
        CommandLineRun refused = train("--method", "prompt-tuning", "--lora_rank", "8");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err())
                .contains("millsight: lora_rank belongs to lora and dora, but the method is prompt_tuning; leave it out"
                        + " or choose --method lora");
    }

    private static CommandLineRun describe(Path image, Object... model) {
        Object[] arguments = new Object[model.length + 8];
        Object[] rest = {"describe", image, "--format", "json", "--max-new-tokens", "8", "--dtype", "float32"};
        System.arraycopy(rest, 0, arguments, 0, rest.length);
        System.arraycopy(model, 0, arguments, rest.length, model.length);
        return CommandLineRun.of(arguments);
    }

    @Test
    void aWholeModelIsTrainedAndDescribesFromItsRun() {
        CommandLineRun trained = train(
                "--method",
                "full",
                "--max_steps",
                "1",
                "--per_device_train_batch_size",
                "3",
                "--image_min_pixels",
                "5000",
                "--augmentation",
                "true");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(Manifest.read(CheckpointFolder.resolve(place.resolve("run"))))
                .hasValueSatisfying(manifest -> {
                    assertThat(manifest.testTimeAugmentation()).isTrue();
                    assertThat(manifest.images().pictureSize()).contains(new ImageSize(56, 56));
                });
        assertThat(ImageProcessorConfig.read(CheckpointFolder.resolve(place.resolve("run")))
                        .minPixels())
                .isEqualTo(5000);
        Path image = shared.resolve("pixels/strip_0.png");
        Path pictures = place.resolve("pictures");
        CommandLineRun described = CommandLineRun.of(
                "describe", image, "--model", place.resolve("run"), "--max-new-tokens", "4", "--draw", pictures);
        assertThat(described.exitCode()).as(described.err()).isZero();
        assertThat(described.out()).contains("UNDETERMINED, cut off at the limit of tokens");
        assertThat(pictures).isNotEmptyDirectory();

        Path small = place.resolve("small");
        CommandLineRun copied = CommandLineRun.of(
                "merge", "--model", place.resolve("run"), "--adapter", "none", "--dtype", "bf16", "--out", small);
        assertThat(copied.out())
                .startsWith(small + ": a copy of " + place.resolve("run/checkpoint-1")
                        + " without an adapter, in bfloat16");
        assertThat(CommandLineRun.of("info", small).out())
                .contains("8,052,480")
                .contains("bfloat16")
                .contains("millsight.json:")
                .contains("\"types\"");
        assertThat(CommandLineRun.of("info", place.resolve("run")).out()).contains("8,052,480");
        assertThat(describe(image, "--model", small).exitCode()).isZero();
    }

    @Test
    void aModelTrainedOnDrawnSurfacesHandsItsQuestionAndItsPatchSupervisionOn() throws IOException {
        Path drawn = place.resolve("drawn");
        CommandLineRun trained = CommandLineRun.of(
                "train",
                "--model",
                nano,
                "--synthetic=4",
                "--curriculum_epochs=2",
                "--patch_loss_weight=1",
                "--coordinate_label_smoothing=3",
                "--finetuning_type=full",
                "--per_device_train_batch_size=1",
                "--gradient_accumulation_steps=2",
                "--parallel_micro_batches=2",
                "--max_steps=1",
                "--logging_steps=1",
                "--eval_split=",
                "--instruction=Report the defects.",
                "--out",
                drawn);
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(Files.readString(drawn.resolve("metrics.jsonl"))).contains("\"patch_loss\":");

        CommandLineRun tuned = CommandLineRun.of(
                "train",
                "--model",
                drawn,
                "--data",
                data,
                "--max_steps=1",
                "--eval_split=",
                "--out",
                place.resolve("run"));
        assertThat(tuned.exitCode()).as(tuned.err()).isZero();
        assertThat(Files.readString(place.resolve("run/last/millsight.json")))
                .contains("\"instruction\" : \"Report the defects.\"")
                .contains("\"picture_size\" : [ 200, 200 ]")
                .contains("\"patch_supervision\" : true");
    }

    @Test
    void anOptionOfTheVersionBeforeIsReadUnderItsNewName() throws IOException {
        CommandLineRun trained = train("--cell_loss_weight", "0.25", "--max_steps", "1");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(Files.readString(place.resolve("run/settings.yaml")))
                .containsPattern("patch_loss_weight: \"?0.25")
                .doesNotContain("cell_loss_weight");
    }

    @Test
    void aFewShotRunRecordsWhatItLearnedFrom() throws IOException {
        CommandLineRun trained = train("--shots", "1", "--max_steps", "1");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        JsonNode data = JsonMapper.shared()
                .readTree(Files.readString(place.resolve("run").resolve("dataset.json")));
        assertThat(data.get("train_images").asInt()).isEqualTo(2);
        assertThat(data.get("shots").propertyNames()).containsExactly("patches", "scratches");
        assertThat(data.get("shots").get("patches").get(0).asString()).isIn("strip_0", "strip_2");
        assertThat(Files.readString(place.resolve("run").resolve("settings.yaml")))
                .containsPattern("shots: \"?1");
    }

    @Test
    void aRunThatTurnsToNaNStopsWithoutSavingAndSaysWhatToDo() {
        CommandLineRun stopped = train("--adam_epsilon", "0", "--max_steps", "3");

        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(Failures.TO_MEND);
        assertThat(stopped.err())
                .contains(
                        "millsight: step 2: the training loss is NaN; the run stops, and no checkpoint has been written"
                                + " yet; start a new run with adam_epsilon above 0; 1e-8 is usual")
                .doesNotContain("internal error");
        CommandLineRun resumed = CommandLineRun.of("train", "--resume", place.resolve("run"));
        assertThat(resumed.exitCode()).as(resumed.err()).isEqualTo(Failures.TO_MEND);
        assertThat(resumed.err()).contains("step 2: the training loss is NaN");
    }

    @Test
    void aRunThatDoesNotLearnSaysSoAtItsEnd() {
        CommandLineRun trained = train("--learning_rate", "0", "--max_steps", "1", "--max_grad_norm", "0");

        assertThat(trained.exitCode()).as(trained.err()).isZero();
        assertThat(trained.err())
                .contains("notice: nothing was learned: learning_rate is 0; give a learning_rate above 0");
    }

    @Test
    void whatCannotBeOpenedLeavesNoNativeMemoryBehind() throws IOException {
        Path taken = Files.createDirectories(place.resolve("taken"));
        Files.writeString(taken.resolve("file"), "");
        long before = Scope.liveHandles();
        assertRefused(train("--lora_target", "c_attn"), "matches no module");
        assertRefused(train("--num_train_epochs", "1e6", "--synthetic", "5"), "exclude each other");
        assertRefused(CommandLineRun.of("train", "--model", nano, "--data", data, "--out", taken), "is not empty");
        assertThat(Scope.liveHandles()).isEqualTo(before);
    }

    @Test
    void devicesAndTypesThatDoNotExistAreNamed() {
        assertRefused(train("--device", "gpu"), "device: \"gpu\" is not one of auto, cpu, cuda, cuda:N");
        assertRefused(train("--device", "cuda:99"), "device: \"cuda:99\" names a GPU");
        assertRefused(train("--dtype", "int4"), "dtype: \"int4\" is not one of auto, float32, bfloat16, float16");
        Path image = shared.resolve("pixels/strip_0.png");
        assertRefused(
                CommandLineRun.of("describe", image, "--model", nano, "--dtype", "int4"),
                "dtype: \"int4\" is none of auto, float32, bfloat16, float16");
        assertRefused(
                CommandLineRun.of("describe", image, "--model", nano, "--device", "gpu"),
                "device: \"gpu\" is none of auto, cpu, cuda, cuda:N");
    }

    @Test
    void mistakesAreNamedInOneLine() throws IOException {
        assertRefused(train("--lora_target", "c_attn"), "lora_target: \"c_attn\" matches no module of the model");
        assertRefused(train("--train_split", "tain"), "there is no split tain");
        assertRefused(
                train("--shots", "3"),
                data + ": there are only 2 images of patches to learn from, so not 3 of each type; ask for at most 2");
        assertRefused(CommandLineRun.of("train", "--data", data, "--out", place), "model has to be given");
        assertRefused(
                CommandLineRun.of("train", "--resume", place, "--seed", "3"),
                "--resume: seed cannot change within a run; only num_train_epochs, max_steps, early_stopping_patience can");
        Path config = Files.write(place.resolve("run.yaml"), List.of("learning_rte: 1e-3"));
        assertRefused(
                CommandLineRun.of("train", "--config", config),
                config + ": learning_rte is not a setting; did you mean learning_rate?");
        assertRefused(CommandLineRun.of("describe", place.resolve("none.png"), "--model", nano), "none.png");
        Path text = Files.writeString(place.resolve("notes.png"), "no image at all");
        CommandLineRun described = CommandLineRun.of("describe", text, "--model", nano);
        assertThat(described.exitCode()).isEqualTo(Failures.TO_MEND);
        assertThat(described.err()).contains("notes.png").doesNotContain("\tat ");
        assertThat(place.resolve("run")).doesNotExist();
    }

    private static void assertRefused(CommandLineRun run, String message) {
        assertThat(run.exitCode()).as(run.err()).isEqualTo(Failures.TO_MEND);
        assertThat(run.err()).startsWith("millsight: ").contains(message).doesNotContain("\tat ");
    }
}
