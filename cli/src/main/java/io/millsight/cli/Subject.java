package io.millsight.cli;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.adapter.Manifest;
import io.millsight.adapter.lora.AdapterFolder;
import io.millsight.evaluation.comparison.ModelCost;
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

/** A model that is measured, perhaps with an adapter, and what its folders tell about its training. */
record Subject(Path model, @Nullable Path adapter) {

    /** A name for tables: that of the adapter's folder, or else of the model's. */
    String name() {
        Path path = (adapter == null ? model : adapter).toAbsolutePath().normalize();
        Path parent = path.getParent();
        return parent != null && TrainedRun.isRun(parent)
                ? parent.getFileName() + "/" + path.getFileName()
                : String.valueOf(path.getFileName());
    }

    /** The folder with the model's weights. */
    Path modelFolder() {
        return CheckpointFolder.resolve(model);
    }

    /** Refuses a folder that holds an adapter where a model is asked for. */
    void requireModel() {
        if (adapter == null && Files.exists(modelFolder().resolve("adapter_config.json"))) {
            throw new InputException(
                    model + ": is a LoRA adapter, or a run that taught one, and no model of its own; give"
                            + " its model, too: MODEL+" + model);
        }
    }

    /** Whether the model without its adapter can be measured on these types: one that brings no types of its own is asked for them. */
    boolean bareModelKnows(List<DefectType> types) {
        return Manifest.read(modelFolder())
                .map(manifest -> Set.copyOf(manifest.task().types()).equals(Set.copyOf(types)))
                .orElse(true);
    }

    /** The folder with the adapter's weights. */
    Optional<Path> adapterFolder() {
        return Optional.ofNullable(adapter).map(CheckpointFolder::resolve);
    }

    /** The folder that training wrote: the adapter's, or that of a model that was taught as a whole. */
    Path tunedFolder() {
        return adapterFolder().orElseGet(this::modelFolder);
    }

    /** The run that it came from, if its folder still lies in it. */
    Optional<TrainedRun> run() {
        return TrainedRun.of(tunedFolder());
    }

    /** What it cost, with the memory that describing took if that was measured. */
    ModelCost cost(@Nullable Long peakMemory) {
        return new ModelCost(
                trainableParameters(), run().map(TrainedRun::trainingTime).orElse(null), peakMemory);
    }

    private @Nullable Long trainableParameters() {
        if (adapter != null) {
            return AdapterFolder.read(tunedFolder()).parameters();
        }
        return run().isPresent()
                ? new ParameterShapes(ModelFolder.open(modelFolder()).config()).parameters()
                : null;
    }
}
