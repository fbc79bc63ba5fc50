package io.millsight.cli;

import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every command that lets one model answer. */
final class ModelOptions {

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
    ModelOptions() {}

    Path model() {
        return DefaultModel.base(model);
    }

    @Nullable
    Path adapter() {
        return DefaultModel.adapter(model, adapter);
    }

    InferenceOptions inference() {
        return inference;
    }

    /** Loads the model with its adapter; the types are for a model that brings none of its own. */
    QwenInspector open(List<DefectType> types) {
        return inference.open(model(), adapter(), types);
    }

    /** Loads the model without its adapter, with the test-time augmentation of the adapted model. */
    QwenInspector openUntuned(List<DefectType> types, TestTimeAugmentation augmentation) {
        return inference.open(model(), null, types, augmentation);
    }
}
