package io.millsight.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.PromptSettings;
import io.millsight.adapter.ReportTask;
import io.millsight.adapter.peft.AdapterException;
import io.millsight.adapter.peft.PeftWeightsFile;
import io.millsight.image.ImageSize;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.runs.RunFolder;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.DefectType;
import io.millsight.torch.SafetensorsFile;
import io.millsight.torch.Scope;
import io.millsight.torch.Torch;
import io.millsight.tuning.process.TrainingGroup;
import io.millsight.tuning.sample.EncodedSample;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.OptimizerStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The loop around the golden step: plans, checkpoints, interruption and resumption. */
class TrainerTest {

    private static final ModelFolder BASE = ModelFolder.open(GoldenFolder.model());

    @TempDir
    Path folder;

    /** The golden samples, over and over. */
    private record GoldenSource(List<EncodedSample> samples) implements SampleSource {

        @Override
        public int size() {
            return samples.size();
        }

        @Override
        public EncodedSample sample(int index, int epoch) {
            return samples.get(index);
        }
    }

    /** The golden samples, but from an epoch on with pixels that are no numbers. */
    private record BrokenSource(List<EncodedSample> samples, int firstBrokenEpoch) implements SampleSource {

        @Override
        public int size() {
            return samples.size();
        }

        @Override
        public EncodedSample sample(int index, int epoch) {
            EncodedSample sample = samples.get(index);
            if (epoch < firstBrokenEpoch) {
                return sample;
            }
            float[] broken = new float[sample.patches().length];
            Arrays.fill(broken, Float.NaN);
            return new EncodedSample(sample.sequence(), sample.labels(), broken);
        }
    }

    /** Interrupts after a number of steps, and keeps what it is told. */
    private static final class Interrupter implements TrainingListener {

        private final int lastStep;
        private final List<String> notices = new ArrayList<>();
        private @Nullable Trainer trainer;

        Interrupter(int lastStep) {
            this.lastStep = lastStep;
        }

        @Override
        public void stepped(StepReport report) {
            if (report.step() == lastStep) {
                Objects.requireNonNull(trainer).interrupt();
            }
        }

        @Override
        public void noticed(String line) {
            notices.add(line);
        }
    }

    private TrainingSettings settings(TrainingSettings.Method method, Path output) {
        return settings(method, output, Map.of());
    }

    private TrainingSettings settings(TrainingSettings.Method method, Path output, Map<String, String> others) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("model", GoldenFolder.model().toString());
        settings.put("data", "none");
        settings.put("out", output.toString());
        settings.put("preset", "paper");
        settings.put("method", method.name());
        if (method == TrainingSettings.Method.LORA || method == TrainingSettings.Method.DORA) {
            settings.put("lora_rank", "4");
            settings.put("lora_dropout", "0.3");
        }
        settings.put("learning_rate", method == TrainingSettings.Method.PROMPT_TUNING ? "3e-2" : "3e-3");
        settings.put("num_train_epochs", "3");
        settings.put("per_device_train_batch_size", "2");
        settings.put("gradient_accumulation_steps", "2");
        settings.put("logging_steps", "1");
        settings.put("dtype", "float32");
        settings.putAll(others);
        return TrainingSettings.read(null, settings);
    }

    private TrainerState train(TrainingSettings settings, RunFolder run, int interruptAfter) {
        GoldenSource source = new GoldenSource(GoldenSamples.training());
        return train(settings, run, source, source, new Interrupter(interruptAfter));
    }

    private TrainerState train(
            TrainingSettings settings,
            RunFolder run,
            SampleSource training,
            SampleSource evaluation,
            Interrupter listener) {
        Path checkpoint = run.checkpoints().last().orElse(null);
        TrainerState start = checkpoint == null ? TrainerState.START : TrainerState.read(checkpoint);
        Manifest manifest = Manifest.of(
                PromptSettings.standard(BASE.imageProcessor(), DefectType.NEU_DET),
                false,
                false,
                Manifest.Base.of(BASE));
        try (OwnedTraining trainable = trainable(settings, checkpoint)) {
            run.forgetAfter(start.step());
            Trainer.Job job = new Trainer.Job(
                    trainable,
                    manifest,
                    OptimizerStep.Objective.answers(OptimizerStep.Normalization.MEAN),
                    training,
                    new RunEvaluation(settings, evaluation, null));
            Trainer trainer = new Trainer(job, settings, new Trainer.Output(run, listener), TrainingGroup.single());
            listener.trainer = trainer;
            return trainer.run(start, checkpoint);
        }
    }

    private static RunFolder create(TrainingSettings settings) {
        return RunFolder.create(settings.output(), new RunFolder.Description(settings.texts(), Map.of(), Map.of()));
    }

    private static OwnedTraining trainable(TrainingSettings settings, @Nullable Path checkpoint) {
        if (settings.get(TrainingSettings.METHOD) == TrainingSettings.Method.FULL) {
            return OwnedTraining.full(checkpoint == null ? BASE : ModelFolder.open(checkpoint), BASE);
        }
        RunAdapter adapter = new RunAdapter(settings, "Describe the defects of the steel surface.", checkpoint);
        try (QwenTokenizer tokenizer = BASE.openTokenizer()) {
            return OwnedTraining.adapter(
                    base -> Objects.requireNonNull(adapter.source().on(base, tokenizer)));
        }
    }

    @ParameterizedTest
    @EnumSource(TrainingSettings.Method.class)
    void resumingGivesWhatNotStoppingWouldHaveGiven(TrainingSettings.Method method) throws IOException {
        TrainingSettings whole = settings(method, folder.resolve("whole"));
        RunFolder wholeRun = create(whole);
        assertThat(train(whole, wholeRun, 0).step()).isEqualTo(6);

        TrainingSettings parts = settings(method, folder.resolve("parts"));
        RunFolder partsRun = create(parts);
        assertThat(train(parts, partsRun, 3).step()).isEqualTo(3);
        assertThat(train(parts, partsRun, 5).step()).isEqualTo(5);
        assertThat(train(parts, partsRun, 0).step()).isEqualTo(6);

        String weights = method == TrainingSettings.Method.FULL ? "model.safetensors" : PeftWeightsFile.NAME;
        assertSameTensors(weights);
        assertSameTensors("optimizer.safetensors");
        assertThat(losses(partsRun)).isEqualTo(losses(wholeRun)).hasSize(6 + 3);
        List<Double> losses = losses(wholeRun);
        assertThat(losses.get(losses.size() - 1)).isLessThan(losses.get(0));
    }

    private void assertSameTensors(String file) {
        try (Scope scope = Scope.open();
                SafetensorsFile whole = SafetensorsFile.open(
                        folder.resolve("whole/checkpoint-6").resolve(file));
                SafetensorsFile parts = SafetensorsFile.open(
                        folder.resolve("parts/checkpoint-6").resolve(file))) {
            assertThat(parts.names()).isEqualTo(whole.names());
            for (String name : whole.names()) {
                assertThat(parts.tensor(name).toFloats())
                        .as(name)
                        .containsExactly(whole.tensor(name).toFloats());
            }
        }
    }

    private static List<Double> losses(RunFolder run) {
        return run.metrics().stream()
                .map(line -> line.path(line.has("loss") ? "loss" : "eval_loss").asDouble())
                .toList();
    }

    @Test
    void aLineHoldsTheMeanLossSinceTheLineBeforeAlsoOverAnInterruption() {
        TrainingSettings each = settings(TrainingSettings.Method.LORA, folder.resolve("each"));
        RunFolder eachRun = create(each);
        train(each, eachRun, 0);
        Map<String, String> everyFour = Map.of("logging_steps", "4", "eval_strategy", "no");
        TrainingSettings whole = settings(TrainingSettings.Method.LORA, folder.resolve("whole"), everyFour);
        RunFolder wholeRun = create(whole);
        train(whole, wholeRun, 0);
        TrainingSettings parts = settings(TrainingSettings.Method.LORA, folder.resolve("parts"), everyFour);
        RunFolder partsRun = create(parts);
        train(parts, partsRun, 3);
        train(parts, partsRun, 5);
        train(parts, partsRun, 0);

        List<Double> losses = eachRun.metrics().stream()
                .filter(line -> line.has("loss"))
                .map(line -> line.path("loss").asDouble())
                .toList();
        assertThat(wholeRun.metrics())
                .extracting(line -> line.path("step").asInt())
                .containsExactly(4, 6);
        assertThat(losses(wholeRun))
                .containsExactly(
                        (losses.get(0) + losses.get(1) + losses.get(2) + losses.get(3)) / 4,
                        (losses.get(4) + losses.get(5)) / 2);
        assertThat(losses(partsRun)).isEqualTo(losses(wholeRun));
    }

    @Test
    void aLossThatIsNaNEndsTheRunWhichGoesOnFromItsLastGoodCheckpoint() throws IOException {
        TrainingSettings whole = settings(TrainingSettings.Method.LORA, folder.resolve("whole"));
        RunFolder wholeRun = create(whole);
        train(whole, wholeRun, 0);

        TrainingSettings parts = settings(TrainingSettings.Method.LORA, folder.resolve("parts"));
        RunFolder partsRun = create(parts);
        List<EncodedSample> samples = GoldenSamples.training();
        GoldenSource good = new GoldenSource(samples);
        assertThatThrownBy(() -> train(parts, partsRun, new BrokenSource(samples, 1), good, new Interrupter(0)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("step 3: the training loss is NaN; the run stops, and checkpoint-2 is the last good state;"
                        + " start a new run with a lower learning_rate (it is 0.003)");
        assertThat(partsRun.checkpoints().last()).contains(folder.resolve("parts/checkpoint-2"));
        assertThat(Files.readString(folder.resolve("parts/metrics.jsonl"))).doesNotContain("NaN");

        train(parts, partsRun, 0);
        assertSameTensors(PeftWeightsFile.NAME);
        assertThat(losses(partsRun)).isEqualTo(losses(wholeRun));
    }

    @Test
    void anEvaluationLossThatIsNaNIsNeverTheBestAndNothingIsSaved() throws IOException {
        TrainingSettings settings = settings(TrainingSettings.Method.LORA, folder.resolve("run"));
        RunFolder run = create(settings);
        List<EncodedSample> samples = GoldenSamples.training();
        assertThatThrownBy(() -> train(
                        settings, run, new GoldenSource(samples), new BrokenSource(samples, 0), new Interrupter(0)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("step 2: the evaluation loss is NaN; the run stops, and no checkpoint has been written yet;"
                        + " start a new run with a lower learning_rate (it is 0.003)");
        assertThat(run.checkpoints().last()).isEmpty();
        assertThat(Files.readString(folder.resolve("run/metrics.jsonl"))).doesNotContain("NaN");
    }

    @Test
    void weightsThatAreNaNAreNotSaved() {
        TrainingSettings settings = settings(
                TrainingSettings.Method.LORA,
                folder.resolve("run"),
                Map.of("adam_epsilon", "0", "max_steps", "1", "eval_strategy", "no"));
        RunFolder run = create(settings);
        assertThatThrownBy(() -> train(settings, run, 0))
                .isInstanceOf(TrainingException.class)
                .message()
                .startsWith("step 1: the weight base_model.model.")
                .endsWith(" holds NaN or infinity; the run stops, and no checkpoint has been written yet;"
                        + " start a new run with adam_epsilon above 0; 1e-8 is usual");
        assertThat(run.checkpoints().last()).isEmpty();
    }

    @Test
    void aModelThatGivesNaNFromTheBeginningIsNamed() {
        TrainingSettings settings = settings(TrainingSettings.Method.LORA, folder.resolve("run"));
        RunFolder run = create(settings);
        List<EncodedSample> samples = GoldenSamples.training();
        assertThatThrownBy(() -> train(
                        settings, run, new BrokenSource(samples, 0), new GoldenSource(samples), new Interrupter(0)))
                .hasMessage("step 1: the training loss is NaN; the run stops, and no checkpoint has been written yet;"
                        + " nothing was learned before, so look at the weights of " + GoldenFolder.model());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "learning_rate|0|nothing was learned: learning_rate is 0; give a learning_rate above 0",
                "learning_rate|1e-9|the model hardly learned: the loss of the run's first samples went from ",
                "lora_alpha|1e-300|nothing was learned: the gradient was 0 in every step; look at lora_alpha and alpha_pattern",
                "max_grad_norm|1e-12|nothing was learned: max_grad_norm 1.0E-12 leaves less of every gradient than"
                        + " adam_epsilon per weight; give a larger max_grad_norm; 1 is usual, 0 is no clipping",
            })
    void aRunThatDoesNotLearnSaysSo(String key, String value, String notice) {
        TrainingSettings settings =
                settings(TrainingSettings.Method.LORA, folder.resolve("run"), Map.of(key, value, "lora_dropout", "0"));
        assertThat(notices(settings)).singleElement().asString().startsWith(notice);
    }

    @Test
    void aRunInWhichNoWeightMovesSaysSo() {
        TrainingSettings settings = settings(
                TrainingSettings.Method.FULL,
                folder.resolve("run"),
                Map.of("learning_rate", "1e-30", "weight_decay", "0", "max_steps", "1"));
        assertThat(notices(settings))
                .containsExactly("nothing was learned: no weight is another than before; try a higher learning_rate"
                        + " (it is 1.0E-30)");
    }

    @ParameterizedTest
    @EnumSource(TrainingSettings.Method.class)
    void aRunThatLearnsSaysNothing(TrainingSettings.Method method) {
        assertThat(notices(settings(method, folder.resolve("run")))).isEmpty();
    }

    private List<String> notices(TrainingSettings settings) {
        Interrupter listener = new Interrupter(0);
        GoldenSource source = new GoldenSource(GoldenSamples.training());
        train(settings, create(settings), source, source, listener);
        return listener.notices;
    }

    @Test
    void twoRunsAtOnceInOneProgramDoNotDisturbEachOther() throws Exception {
        TrainingSettings whole = settings(TrainingSettings.Method.LORA, folder.resolve("whole"));
        train(whole, create(whole), 0);
        TrainingSettings parts = settings(TrainingSettings.Method.LORA, folder.resolve("parts"));
        RunFolder partsRun = create(parts);
        TrainingSettings other = settings(TrainingSettings.Method.LORA, folder.resolve("other"), Map.of("seed", "7"));
        RunFolder otherRun = create(other);
        CompletableFuture<TrainerState> beside = CompletableFuture.supplyAsync(() -> train(other, otherRun, 0));
        train(parts, partsRun, 0);
        beside.get();

        assertSameTensors(PeftWeightsFile.NAME);
        assertSameTensors("optimizer.safetensors");
    }

    @Test
    void microBatchesSideBySideGiveWhatOneAfterTheOtherDoes() {
        TrainingSettings whole =
                settings(TrainingSettings.Method.FULL, folder.resolve("whole"), Map.of("packed_tokens", "0"));
        RunFolder wholeRun = create(whole);
        train(whole, wholeRun, 0);
        TrainingSettings parallel = settings(
                TrainingSettings.Method.FULL,
                folder.resolve("parts"),
                Map.of("packed_tokens", "0", "parallel_micro_batches", "2"));
        RunFolder parallelRun = create(parallel);
        int threads = Torch.threads();
        train(parallel, parallelRun, 0);

        assertSameTensors("model.safetensors");
        assertThat(losses(parallelRun)).isEqualTo(losses(wholeRun));
        assertThat(Torch.threads()).isEqualTo(threads);
    }

    @Test
    void aRunLeavesItsFilesBehind() throws IOException {
        TrainingSettings settings = settings(TrainingSettings.Method.LORA, folder.resolve("run"));
        RunFolder run = RunFolder.create(
                settings.output(),
                new RunFolder.Description(settings.texts(), Map.of("images", 8), Map.of("libtorch", Torch.version())));
        train(settings, run, 0);
        Path path = folder.resolve("run");
        assertThat(path.resolve("settings.yaml")).content().contains("learning_rate");
        assertThat(path.resolve("dataset.json")).content().contains("\"images\" : 8");
        assertThat(path.resolve("environment.json")).content().contains("libtorch");
        assertThat(path.resolve("loss.svg")).content().contains("<svg");
        assertThat(path.resolve("loss.png")).isNotEmptyFile();
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .contains("best", "last", "checkpoint-6")
                    .noneMatch(name -> name.contains("partial"));
        }
        assertThat(path.resolve("last").toRealPath().getFileName()).hasToString("checkpoint-6");
        assertThat(CheckpointFolder.resolve(path.resolve("last")).resolve("adapter_config.json"))
                .exists();
        assertThat(CheckpointFolder.resolve(path).resolve("millsight.json")).exists();
        JsonNode line = run.metrics().get(0);
        assertThat(line.propertyNames())
                .contains("step", "epoch", "loss", "learning_rate", "grad_norm", "samples_per_second");
        run.close();
        assertThatThrownBy(() -> create(settings))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("is not empty; choose another folder with --out, or go on with --resume");
    }

    @Test
    void aFolderThatIsNoRunIsNotResumed() {
        assertThatThrownBy(() -> RunFolder.open(folder))
                .hasMessage(folder + ": there is no settings.yaml, so it is no run that could be resumed");
    }

    @Test
    void theManifestReadsBackAndRefusesAnotherBase() throws IOException {
        Manifest manifest = Manifest.of(
                new PromptSettings(
                        ReportTask.standard(DefectType.NEU_DET),
                        BASE.imageProcessor().withPixels(3136, 50176),
                        ResizeVariant.ATEN,
                        Optional.of(new ImageSize(320, 240))),
                false,
                true,
                Manifest.Base.of(BASE));
        manifest.write(folder);
        assertThat(Manifest.read(folder)).contains(manifest);
        manifest.requireBase(BASE, folder);
        Manifest other = new Manifest(
                manifest.task(),
                manifest.images(),
                false,
                true,
                new Manifest.Base("0".repeat(64), manifest.base().chatTemplate()));
        assertThatThrownBy(() -> other.requireBase(BASE, folder))
                .isInstanceOf(AdapterException.class)
                .hasMessageContaining("was tuned on another base model than");
    }

    @Test
    void aManifestWithAnImpossiblePictureSizeIsRefusedByName() throws IOException {
        PromptSettings prompts = new PromptSettings(
                ReportTask.standard(DefectType.NEU_DET),
                BASE.imageProcessor(),
                ResizeVariant.ATEN,
                Optional.of(new ImageSize(320, 240)));
        Manifest.of(prompts, false, true, Manifest.Base.of(BASE)).write(folder);
        Path file = folder.resolve(Manifest.FILE);
        String text = Files.readString(file);
        for (String size : List.of("[ 0, 240 ]", "[ 320 ]", "\"320x240\"")) {
            Files.writeString(file, text.replace("[ 320, 240 ]", size));
            assertThatThrownBy(() -> Manifest.read(folder))
                    .isInstanceOf(AdapterException.class)
                    .hasMessageContaining(file.toString());
        }
    }
}
