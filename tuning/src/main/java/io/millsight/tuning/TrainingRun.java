package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.PromptSettings;
import io.millsight.adapter.ReportTask;
import io.millsight.adapter.lora.LoraAdapter;
import io.millsight.image.ImageSize;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.QwenModel;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.LossCurve;
import io.millsight.runs.RunFolder;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.runs.StepPlan;
import io.millsight.runs.TrainerState;
import io.millsight.runs.TrainingException;
import io.millsight.runs.TrainingListener;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ReportDialect;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.torch.Tensor;
import io.millsight.torch.Torch;
import io.millsight.tuning.sample.SampleEncoder;
import io.millsight.tuning.sample.SampleSource;
import io.millsight.tuning.step.AdapterTraining;
import io.millsight.tuning.step.CoordinateSmoothing;
import io.millsight.tuning.step.FullTraining;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Trainable;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run from its settings to its checkpoints: loads the base and the data, teaches, saves. It owns what it loads until it is closed. Everything
 * but {@link #interrupt} happens on the caller's thread.
 */
public final class TrainingRun implements AutoCloseable {

    private final RunFolder folder;
    private final Trainer trainer;
    private final Trainable trainable;
    private final AdaptedModel model;
    private final TrainerState start;
    private final @Nullable Path checkpoint;
    private final List<String> notices;

    private TrainingRun(Opened opened, RunFolder folder, @Nullable Path checkpoint, TrainingListener listener) {
        this.folder = folder;
        this.trainable = opened.trainable;
        this.model = opened.model;
        this.checkpoint = checkpoint;
        this.notices = opened.notices;
        this.start = checkpoint == null ? TrainerState.START : TrainerState.read(checkpoint);
        this.trainer = new Trainer(
                trainable,
                opened.objective,
                opened.training,
                opened.evaluation,
                opened.plan,
                opened.settings,
                opened.manifest,
                folder,
                listener);
    }

    /**
     * Prepares a new run.
     *
     * @throws RuntimeException one of those that name a user's mistake: in the settings, the model folder or the data
     */
    public static TrainingRun start(TrainingSettings settings, TrainingListener listener) {
        try (Opening opening = new Opening()) {
            Opened opened = opening.add(new Opened(settings, null));
            RunFolder folder = opening.add(RunFolder.create(
                    settings.output(), new RunFolder.Description(settings.texts(), opened.data, engine())));
            return opening.complete(new TrainingRun(opened, folder, null, listener));
        }
    }

    /**
     * Prepares an interrupted run to go on from its last checkpoint, with the settings that it was started with.
     *
     * @throws TrainingException if there is no run, or its data have changed
     */
    public static TrainingRun resume(Path run, TrainingListener listener) {
        try (Opening opening = new Opening()) {
            RunFolder folder = opening.add(RunFolder.open(run));
            return opening.complete(resume(folder, listener));
        }
    }

    private static Map<String, Object> engine() {
        Map<String, Object> engine = new LinkedHashMap<>();
        engine.put("libtorch", Torch.version());
        engine.put("threads", Torch.threads());
        return engine;
    }

    private static TrainingRun resume(RunFolder folder, TrainingListener listener) {
        Path run = folder.path();
        TrainingSettings settings = TrainingSettings.read(
                run.resolve(RunFolder.SETTINGS_FILE), Map.of(RunSettings.OUTPUT.key(), run.toString()));
        Path checkpoint = folder.checkpoints().last().orElse(null);
        try (Opening opening = new Opening()) {
            Opened opened = opening.add(new Opened(settings, checkpoint));
            folder.requireSameData(opened.data);
            TrainingRun resumed = new TrainingRun(opened, folder, checkpoint, listener);
            if (resumed.stepsDone() > resumed.totalSteps()) {
                throw new TrainingException(checkpoint + ": is of step " + resumed.stepsDone() + ", but the run has "
                        + resumed.totalSteps() + " steps; restore its " + RunFolder.SETTINGS_FILE);
            }
            folder.forgetAfter(resumed.start.step());
            if (checkpoint != null) {
                folder.checkpoints().settle(resumed.start, settings.get(RunSettings.SAVE_LIMIT));
                LossCurve.write(folder); // a kill may have come between the checkpoint and its curve
            }
            return opening.complete(resumed);
        }
    }

    /** What of the data is not used, a line each, each beginning with the file. */
    public List<String> notices() {
        return notices;
    }

    /** What the settings name, loaded. */
    private static final class Opened implements AutoCloseable {

        private static final double USUAL_PATCH_WEIGHT = 0.5;
        private static final double USUAL_SMOOTHING = 3; // numbers

        private final TrainingSettings settings;
        private final AdaptedModel model;
        private final Trainable trainable;
        private final OptimizerStep.Objective objective;
        private final SampleSource training;
        private final @Nullable SampleSource evaluation;
        private final StepPlan plan;
        private final Manifest manifest;
        private final Map<String, Object> data;
        private final List<String> notices;

        Opened(TrainingSettings settings, @Nullable Path checkpoint) {
            this.settings = settings;
            Device device = Device.parse(settings.get(TrainingSettings.DEVICE));
            DType dtype = DType.parse(settings.get(TrainingSettings.DTYPE), device);
            ModelFolder folder = ModelFolder.open(CheckpointFolder.resolve(settings.model()));
            TrainingData source = TrainingData.of(settings);
            boolean lora = settings.get(TrainingSettings.METHOD) == TrainingSettings.Method.LORA;
            if (lora) {
                requireRepeatable(settings);
            }
            Optional<Manifest> taught = Manifest.read(folder.path());
            PromptSettings prompts = new PromptSettings(
                    task(settings, source.types(), taught),
                    images(settings, folder.imageProcessor()),
                    ResizeVariant.ATEN,
                    pictureSize(lora, taught, source));
            data = source.description();
            notices = source.notices();
            boolean supervised = taught.map(Manifest::patchSupervision).orElse(false);
            double patchWeight =
                    settings.get(TrainingSettings.PATCH_LOSS_WEIGHT).orElse(supervised ? USUAL_PATCH_WEIGHT : 0);
            try (Opening opening = new Opening()) {
                model = opening.add(
                        lora
                                ? AdaptedModel.open(
                                        folder,
                                        prompts,
                                        new AdaptedModel.Compute(device, dtype),
                                        base -> adapter(settings, base, checkpoint))
                                : AdaptedModel.open(
                                        checkpoint == null ? folder : ModelFolder.open(checkpoint),
                                        prompts,
                                        new AdaptedModel.Compute(device, DType.FLOAT32),
                                        AdaptedModel.AdapterSource.NONE));
                LoraAdapter adapter = model.adapter();
                trainable = adapter == null
                        ? new FullTraining(model.model(), folder.withImageProcessor(prompts.images()))
                        : new AdapterTraining(
                                model.base(), adapter, folder.path().toString());
                SampleEncoder encoder = new SampleEncoder(model.prompts(), model.tokenizer());
                Manifest beside = Manifest.of(
                        prompts,
                        patchWeight > 0 && encoder.teachesEdges(),
                        settings.get(TrainingSettings.AUGMENTATION),
                        Manifest.Base.of(folder));
                manifest = lora ? beside : beside.withoutBase();
                objective = new OptimizerStep.Objective(
                        settings.get(TrainingSettings.NORMALIZATION),
                        patchWeight,
                        CoordinateSmoothing.of(
                                model.tokenizer(),
                                settings.get(TrainingSettings.COORDINATE_LABEL_SMOOTHING)
                                        .orElse(supervised ? USUAL_SMOOTHING : 0)));
                Seeds seeds = settings.run().seeds();
                training = source.training(encoder, seeds);
                evaluation = source.evaluation(encoder, seeds);
                plan = new StepPlan(training.size(), settings.run().extent(), seeds);
                opening.complete(this);
            }
        }

        private static void requireRepeatable(TrainingSettings settings) {
            if (settings.get(TrainingSettings.PARALLEL) > 1 && settings.get(LoraSettings.DROPOUT) > 0) {
                throw new InvalidSettingException(TrainingSettings.PARALLEL.key() + ": needs "
                        + LoraSettings.DROPOUT.key()
                        + " 0; dropout draws from one generator, and the run could not be repeated");
            }
        }

        private static LoraAdapter adapter(TrainingSettings settings, QwenModel base, @Nullable Path checkpoint) {
            long seed = settings.run().seeds().of(Seeds.Purpose.ADAPTER);
            return checkpoint == null
                    ? LoraAdapter.initialize(base, settings.lora(), seed)
                    : LoraAdapter.load(checkpoint, base);
        }

        /** What the base knows; a model that is taught as a whole comes to know no other pictures than those of its training. */
        private static Optional<ImageSize> pictureSize(boolean lora, Optional<Manifest> taught, TrainingData source) {
            Optional<ImageSize> known = taught.map(Manifest::images).flatMap(Manifest.Images::pictureSize);
            return lora || known.isPresent() ? known : source.pictureSize();
        }

        private static ReportTask task(TrainingSettings settings, List<DefectType> types, Optional<Manifest> taught) {
            ReportDialect dialect = settings.get(TrainingSettings.DIALECT);
            String instruction = settings.get(TrainingSettings.INSTRUCTION);
            return new ReportTask(
                    dialect,
                    settings.get(TrainingSettings.COORDINATES),
                    settings.get(TrainingSettings.BOX_ORDER),
                    instruction.isBlank() ? instruction(dialect, types, taught) : instruction,
                    types);
        }

        /** The question of its own that the base was taught with in this dialect; else the dialect's, which names the types. */
        private static String instruction(ReportDialect dialect, List<DefectType> types, Optional<Manifest> taught) {
            return taught.map(Manifest::task)
                    .filter(task -> task.dialect() == dialect)
                    .filter(task -> !task.instruction().equals(dialect.prompt(task.types())))
                    .map(ReportTask::instruction)
                    .orElseGet(() -> dialect.prompt(types));
        }

        private static ImageProcessorConfig images(TrainingSettings settings, ImageProcessorConfig base) {
            int minimum = settings.get(TrainingSettings.MIN_PIXELS);
            int maximum = settings.get(TrainingSettings.MAX_PIXELS);
            return base.withPixels(
                    minimum > 0 ? minimum : base.minPixels(),
                    maximum > 0 ? maximum : Math.max(minimum, base.maxPixels()));
        }

        @Override
        public void close() {
            model.close();
        }
    }

    /** The run's folder. */
    public Path folder() {
        return folder.path();
    }

    /** The numbers that learn. */
    public long trainableParameters() {
        return trainable.parameters().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
    }

    /** All numbers of the model, those of an adapter included. */
    public long allParameters() {
        long weights = trainable.model().weights().values().stream()
                .mapToLong(Tensor::elements)
                .sum();
        return model.adapter() == null ? weights : weights + trainableParameters();
    }

    /** The tensors that learn, for a summary: modules of an adapter count twice, once for each matrix. */
    public int trainableTensors() {
        return trainable.parameters().size();
    }

    /** Optimiser steps of the whole run. */
    public int totalSteps() {
        return trainer.totalSteps();
    }

    /** Optimiser steps that an earlier process has made already. */
    public int stepsDone() {
        return start.step();
    }

    /**
     * Trains to the end, or until {@link #interrupt}; saves in both cases.
     *
     * @return whether it came to the end
     * @throws TrainingException if it cannot go on; the checkpoints so far are good
     */
    public boolean run() {
        return trainer.run(start, checkpoint).step() == trainer.totalSteps();
    }

    /** Asks {@link #run} to save and to return after the step that it is making; from any thread. */
    public void interrupt() {
        trainer.interrupt();
    }

    @Override
    public void close() {
        model.close();
        folder.close();
    }
}
