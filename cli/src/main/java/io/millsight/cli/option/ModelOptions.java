package io.millsight.cli.option;

import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.inspection.QwenInspectorOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that lets one model answer. */
public final class ModelOptions {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "The folder of a model, an adapter or a run (default: the base of the adapter, else "
                    + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "The folder of an adapter or a run. A run means its best checkpoint, RUN/last its last one. none:"
                            + " the model without an adapter (default: models/nano-neu-det if no model is given).")
    private @Nullable Path adapter;

    @Mixin
    private InferenceOptions inference;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public ModelOptions() {}

    /** Returns the model with its adapter, as they are given or as the installation brings them. */
    public EvaluatedModel model() {
        return DefaultModel.resolve(model, adapter);
    }

    /** Returns how the model is loaded and asked. */
    public QwenInspectorOptions inference() {
        return inference.settings();
    }
}
