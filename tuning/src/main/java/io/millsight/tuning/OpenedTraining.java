package io.millsight.tuning;

import io.millsight.adapter.AdaptedModel;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.PromptSettings;
import io.millsight.adapter.ReportTask;
import io.millsight.adapter.peft.Adapter;
import io.millsight.image.ImageSize;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.checkpoint.LayerDevices;
import io.millsight.qwen.image.ImageProcessorConfig;
import io.millsight.qwen.image.ResizeVariant;
import io.millsight.runs.InvalidSettingException;
import io.millsight.runs.RunSettings;
import io.millsight.runs.Seeds;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.ReportDialect;
import io.millsight.torch.DType;
import io.millsight.torch.Device;
import io.millsight.torch.Opening;
import io.millsight.tuning.process.TrainingGroup;
import io.millsight.tuning.sample.SampleEncoder;
import io.millsight.tuning.step.AdapterTraining;
import io.millsight.tuning.step.CoordinateLabelSmoothing;
import io.millsight.tuning.step.FullTraining;
import io.millsight.tuning.step.OptimizerStep;
import io.millsight.tuning.step.Trainable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The model and the data that a run's settings name, loaded. Owns the model until it is closed.
 *
 * @param settings of the run, with the length that suits the data
 * @param model the base with its adapter
 * @param job what is trained, and on what
 * @param source the data
 * @param base tells the base model apart from others
 */
record OpenedTraining(
        TrainingSettings settings, AdaptedModel model, Trainer.Job job, TrainingData source, Manifest.Base base)
        implements AutoCloseable {

    private static final double USUAL_PATCH_WEIGHT = 0.5;
    private static final double USUAL_SMOOTHING = 3; // coordinates

    /**
     * Loads what the settings name.
     *
     * @param checkpoint the folder to read the trained parameters from; null at the start of a run
     * @param metrics describes validation images
     * @param group of the processes that train together; each takes a GPU of its own if the settings name none
     */
    static OpenedTraining open(
            TrainingSettings settings, @Nullable Path checkpoint, ValidationMetrics metrics, TrainingGroup group) {
        Device device = Device.parse(settings.get(TrainingSettings.DEVICE), group.localRank());
        DType dtype = DType.parse(settings.get(TrainingSettings.DTYPE), device);
        ModelFolder folder = ModelFolder.open(CheckpointFolder.resolve(settings.model()));
        LayerDevices devices = devices(settings, device, folder, group);
        TrainingData source = TrainingData.of(settings);
        TrainingSettings.Method method = settings.get(TrainingSettings.METHOD);
        boolean whole = method == TrainingSettings.Method.FULL;
        Manifest former = Manifest.read(folder.path()).orElse(null);
        settings.initAdapter()
                .map(CheckpointFolder::resolve)
                .ifPresent(start -> Manifest.read(start).ifPresent(travelled -> travelled.requireBase(folder, start)));
        PromptSettings prompts = new PromptSettings(
                task(settings, source.types(), former),
                images(settings, folder.imageProcessor()),
                ResizeVariant.ATEN,
                pictureSize(whole, former, source));
        AdaptedModel.AdapterSource adapter =
                new RunAdapter(settings, prompts.task().instruction(), checkpoint).source();
        try (Opening opening = new Opening()) {
            AdaptedModel model = opening.add(
                    whole
                            ? AdaptedModel.open(
                                    checkpoint == null ? folder : ModelFolder.open(checkpoint),
                                    prompts,
                                    DType.FLOAT32,
                                    devices,
                                    adapter)
                            : AdaptedModel.open(folder, prompts, dtype, devices, adapter));
            SampleEncoder encoder = new SampleEncoder(model.prompts(), model.tokenizer());
            OptimizerStep.Objective objective = objective(settings, model, former);
            Manifest.Base base = Manifest.Base.of(folder);
            Manifest plain = Manifest.of(
                    prompts,
                    objective.patchWeight() > 0 && encoder.supervisesEdges(),
                    settings.get(TrainingSettings.AUGMENTATION),
                    base);
            Manifest beside = source.cleanImages().isPresent()
                    ? plain.withCleanTrainingImages(source.cleanImages().getAsInt())
                    : plain;
            Seeds seeds = settings.run().seeds();
            ValidationImages described = source.validation(seeds).spread(settings.get(RunSettings.EVAL_IMAGES));
            Trainer.Job job = new Trainer.Job(
                    trainable(model, folder.withImageProcessor(prompts.images())),
                    manifest(method, beside, settings),
                    objective,
                    source.training(encoder, seeds),
                    new RunEvaluation(
                            settings,
                            source.evaluation(encoder, seeds),
                            metrics == ValidationMetrics.NONE || described.size() == 0
                                    ? null
                                    : new RunEvaluation.Described(model, metrics, described)));
            TrainingSettings sized = settings.forImages(job.training().size());
            sized.plan(
                    job.training().size()); // refuses a length that cannot be counted before the run's folder is made
            return opening.complete(new OpenedTraining(sized, model, job, source, base));
        }
    }

    private static LayerDevices devices(
            TrainingSettings settings, Device device, ModelFolder folder, TrainingGroup group) {
        if (settings.get(TrainingSettings.DEVICE_MAP) == TrainingSettings.DeviceMap.NONE) {
            return LayerDevices.all(device, folder.config());
        }
        String key = TrainingSettings.DEVICE_MAP.key();
        if (group.size() > 1) {
            throw new InvalidSettingException(key + ": auto takes all GPUs for one process, but " + group.size()
                    + " processes train together; leave it out, and each process takes a GPU of its own");
        }
        if (!settings.get(TrainingSettings.DEVICE).equals("auto")) {
            throw new InvalidSettingException(key + ": auto takes all GPUs, but " + TrainingSettings.DEVICE.key()
                    + " names one device; give only one of them");
        }
        return LayerDevices.spread(folder.config(), Device.all());
    }

    /** Adds what only some methods have. */
    private static Manifest manifest(TrainingSettings.Method method, Manifest common, TrainingSettings settings) {
        return switch (method) {
            case LORA, DORA -> common;
            case PROMPT_TUNING -> common.withPositions(settings.get(SoftPromptSettings.POSITIONS));
            case FULL -> common.withoutBase();
        };
    }

    /** Trains the adapter, or all weights if there is none. */
    private static Trainable trainable(AdaptedModel model, ModelFolder folder) {
        Adapter adapter = model.adapter();
        return adapter == null
                ? new FullTraining(model.model(), folder)
                : new AdapterTraining(model.base(), adapter, folder.path().toString());
    }

    /** Patch supervision and label smoothing are on by default if the base was trained with patch supervision. */
    private static OptimizerStep.Objective objective(
            TrainingSettings settings, AdaptedModel model, @Nullable Manifest former) {
        boolean supervised = former != null && former.patchSupervision();
        return new OptimizerStep.Objective(
                settings.get(TrainingSettings.NORMALIZATION),
                settings.get(TrainingSettings.PATCH_LOSS_WEIGHT).orElse(supervised ? USUAL_PATCH_WEIGHT : 0),
                CoordinateLabelSmoothing.of(
                        model.tokenizer(),
                        settings.get(TrainingSettings.COORDINATE_LABEL_SMOOTHING)
                                .orElse(supervised ? USUAL_SMOOTHING : 0)));
    }

    /**
     * Returns the size at which the model is shown images: that of the base's training. A model that is trained as a whole and had no such size takes
     * over the size of its training images, if they all have one size.
     */
    private static Optional<ImageSize> pictureSize(boolean whole, @Nullable Manifest former, TrainingData source) {
        Optional<ImageSize> size =
                former == null ? Optional.empty() : former.images().pictureSize();
        return whole && size.isEmpty() ? source.pictureSize() : size;
    }

    private static ReportTask task(TrainingSettings settings, List<DefectType> types, @Nullable Manifest former) {
        ReportDialect dialect = settings.get(TrainingSettings.DIALECT);
        String instruction = settings.get(TrainingSettings.INSTRUCTION);
        return new ReportTask(
                dialect,
                settings.get(TrainingSettings.COORDINATES),
                settings.get(TrainingSettings.BOX_ORDER),
                instruction.isBlank() ? instruction(dialect, types, former) : instruction,
                types);
    }

    /** Returns the instruction of the base's training, if it has one of its own in this dialect; else the dialect's instruction for the types. */
    private static String instruction(ReportDialect dialect, List<DefectType> types, @Nullable Manifest former) {
        if (former != null) {
            ReportTask task = former.task();
            String standard = task.dialect().prompt(task.types());
            if (task.dialect() == dialect && !task.instruction().equals(standard)) {
                return task.instruction();
            }
        }
        return dialect.prompt(types);
    }

    private static ImageProcessorConfig images(TrainingSettings settings, ImageProcessorConfig base) {
        int min = settings.get(TrainingSettings.MIN_PIXELS);
        int max = settings.get(TrainingSettings.MAX_PIXELS);
        return base.withPixels(min > 0 ? min : base.minPixels(), max > 0 ? max : Math.max(min, base.maxPixels()));
    }

    /** The images, which a resumed run must find again. */
    Map<String, Object> data() {
        return source.description();
    }

    /** The parts of the dataset that are not used: one line each. */
    List<String> notices() {
        return source.notices();
    }

    @Override
    public void close() {
        model.close();
    }
}
