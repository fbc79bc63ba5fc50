package io.millsight.cli.option;

import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.inspection.QwenInspectorOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command in which one model answers. */
public final class ModelOptions {

    @ArgGroup(exclusive = false, order = 10, heading = "%nModel:%n")
    private Folders folders = new Folders();

    @Mixin
    private InferenceOptions inference;

    /** Where the weights lie. */
    static final class Folders {

        @Option(
                names = "--model",
                paramLabel = "DIR",
                order = 1,
                description =
                        "The folder of a model, an adapter, a detector or a run (default: the base of the adapter, else "
                                + DefaultModel.BASE_WORDS + ").")
        private @Nullable Path model;

        @Option(
                names = "--adapter",
                paramLabel = "DIR",
                order = 2,
                description =
                        "The folder of an adapter or a run. A run means its best checkpoint, RUN/last its last one."
                                + " none: the model without an adapter (default: models/nano-neu-det if no model is"
                                + " given).")
        private @Nullable Path adapter;
    }

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public ModelOptions() {}

    /** Returns the model with its adapter, as they are given or as the installation brings them. */
    public EvaluatedModel model() {
        return DefaultModel.resolve(folders.model, folders.adapter);
    }

    /** Returns how the model is loaded and how it answers. */
    public QwenInspectorOptions inference() {
        return inference.settings();
    }

    /** Returns the number of images that the model answers together. */
    public int batchSize() {
        return inference.batchSize();
    }
}
