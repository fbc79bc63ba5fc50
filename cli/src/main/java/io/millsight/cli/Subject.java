package io.millsight.cli;

import io.millsight.evaluation.comparison.Cost;
import io.millsight.qwen.ModelFolder;
import io.millsight.qwen.ParameterShapes;
import io.millsight.tuning.AdapterFolder;
import io.millsight.tuning.Checkpoints;
import java.nio.file.Path;
import java.util.Optional;
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
        return Checkpoints.resolve(model);
    }

    /** The folder with the adapter's weights. */
    Optional<Path> adapterFolder() {
        return Optional.ofNullable(adapter).map(Checkpoints::resolve);
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
    Cost cost(@Nullable Long peakMemory) {
        return new Cost(
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
