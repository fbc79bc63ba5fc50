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
            description = "The model's folder, or that of a run which taught a whole model (default: "
                    + DefaultModel.BASE_WORDS + ").")
    private @Nullable Path model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "An adapter's folder, or that of a run: its best checkpoint, or RUN/last; none for the bare model"
                            + " (default: models/nano-neu-det of the installation if no model is given either).")
    private @Nullable Path adapter;

    @Mixin
    private InferenceOptions inference;

    @SuppressWarnings("NullAway.Init") // picocli fills the fields
    public ModelOptions() {}

    /** Returns the model with its adapter, as they are given or as the installation brings them. */
    public EvaluatedModel model() {
        return new EvaluatedModel(DefaultModel.base(model), DefaultModel.adapter(model, adapter));
    }

    /** Returns how the model is loaded and asked. */
    public QwenInspectorOptions inference() {
        return inference.settings();
    }
}
