package io.millsight.experiment.model;

import io.millsight.adapter.AdapterFolder;
import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.detect.folder.DetectorFolder;
import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.inspection.DetectorInspector;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.checkpoint.ParameterShapes;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folders of a model that is measured, and what they tell about its training. The folders are read by the methods, not
 * before.
 *
 * @param model folder of the model or the detector, or of a run which trained a whole model or a detector
 * @param adapter folder of the adapter, or of a run which trained an adapter; null for the bare model
 */
public record EvaluatedModel(Path model, @Nullable Path adapter) {

    /** Returns a name for tables: the name of the adapter's folder, or else of the model's folder. */
    public String name() {
        Path path = (adapter == null ? model : adapter).toAbsolutePath().normalize();
        Path parent = path.getParent();
        return parent != null && TrainedRun.isRun(parent)
                ? parent.getFileName() + "/" + path.getFileName()
                : String.valueOf(path.getFileName());
    }

    /** Returns the folder with the model's weights. */
    public Path modelFolder() {
        return detector().map(DetectorFolder::path).orElseGet(() -> CheckpointFolder.resolve(model));
    }

    /** Returns what is known of a detector; empty for a vision-language model. */
    public Optional<DetectorFolder> detector() {
        return adapter == null && DetectorFolder.is(model) ? Optional.of(DetectorFolder.open(model)) : Optional.empty();
    }

    /**
     * Loads the model. The caller closes the inspector.
     *
     * @param options of a detector, only the device, the data type, the score threshold and the test-time augmentation
     * @throws io.millsight.files.MillsightException if something is wrong in a folder, or the adapter does not fit the model
     */
    public Inspector open(QwenInspectorOptions options) {
        return detector().isPresent()
                ? DetectorInspector.open(model, options)
                : QwenInspector.open(model, adapter, options);
    }

    /** Returns the types that the model was trained for; empty for a model that is asked for those of the dataset. */
    public Optional<List<DefectType>> types() {
        return detector()
                .map(DetectorFolder::types)
                .or(() -> manifest().map(manifest -> manifest.task().types()));
    }

    /**
     * Checks that the model's folder does not hold an adapter.
     *
     * @throws InputException if it does
     */
    public void requireModel() {
        if (adapter == null && Files.exists(modelFolder().resolve("adapter_config.json"))) {
            throw new InputException(model + ": is an adapter, or a run that trained one, and no model of its own; give"
                    + " its model, too: MODEL+" + model);
        }
    }

    /**
     * Returns whether the model without its adapter can be measured on these types. A model that brings no types of its own
     * can: it is asked for them.
     */
    public boolean bareModelKnows(List<DefectType> types) {
        return Manifest.read(modelFolder())
                .map(manifest -> Set.copyOf(manifest.task().types()).equals(Set.copyOf(types)))
                .orElse(true);
    }

    /** Returns the folder with the adapter's weights; empty without an adapter. */
    public Optional<Path> adapterFolder() {
        return Optional.ofNullable(adapter).map(CheckpointFolder::resolve);
    }

    /** Returns the folder that training wrote: of the adapter, or else of the model. */
    public Path tunedFolder() {
        return adapterFolder().orElseGet(this::modelFolder);
    }

    /** Returns the millsight.json beside the trained weights; empty in folders that other programs wrote. */
    public Optional<Manifest> manifest() {
        return Manifest.read(tunedFolder());
    }

    /** Returns what a user has to know about the training of the model, as sentences without a full stop. */
    public List<String> caveats() {
        return manifest().map(Manifest::caveats).orElse(List.of());
    }

    /** Returns the run that trained the weights, if their folder still lies in the folder of the run. */
    public Optional<TrainedRun> run() {
        return TrainedRun.of(tunedFolder());
    }

    /**
     * Returns what the model cost.
     *
     * @param peakMemory bytes that describing took; null if they were not measured
     */
    public ModelCost cost(@Nullable Long peakMemory) {
        Optional<DetectorFolder> detector = detector();
        long ofModel = detector.isPresent()
                ? detector.get().parameters()
                : new ParameterShapes(ModelFolder.open(modelFolder()).config()).parameters();
        long ofAdapter = adapter == null ? 0 : AdapterFolder.read(tunedFolder()).parameters();
        Optional<Long> trained = adapter == null ? run().map(run -> ofModel) : Optional.of(ofAdapter);
        return new ModelCost(
                trained.orElse(null),
                ofModel + ofAdapter,
                run().map(TrainedRun::trainingTime).orElse(null),
                run().flatMap(TrainedRun::peakMemory).orElse(null),
                peakMemory);
    }
}
