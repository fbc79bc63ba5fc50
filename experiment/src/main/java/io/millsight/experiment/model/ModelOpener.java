package io.millsight.experiment.model;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.files.MessageText;
import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.inspection.TestTimeAugmentation;
import io.millsight.qwen.ModelFolder;
import io.millsight.steel.DefectType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens models to inspect images with,, and reports once what of a model's folder is not used, and what its users have to know. */
public final class ModelOpener {

    private final QwenInspectorOptions options;
    private final ProgressListener listener;
    private final Set<Path> reported = new HashSet<>();
    private final Set<Path> reportedTuned = new HashSet<>();

    /** Opens models with these options, but for the types and the test-time augmentation where a method names others. */
    public ModelOpener(QwenInspectorOptions options, ProgressListener listener) {
        this.options = options;
        this.listener = listener;
    }

    /**
     * Loads a model with its adapter. The caller closes the inspector.
     *
     * @param types what a model is asked for that does not bring a task of its own
     * @throws io.millsight.files.MillsightException if something is wrong in a folder, or the adapter does not fit the model
     */
    public QwenInspector open(EvaluatedModel model, List<DefectType> types) {
        return load(model, types, options.testTimeAugmentation());
    }

    /** Loads a model like {@link #open(EvaluatedModel, List)}, with another test-time augmentation. */
    public QwenInspector open(EvaluatedModel model, List<DefectType> types, TestTimeAugmentation augmentation) {
        return load(model, types, augmentation);
    }

    private QwenInspector load(
            EvaluatedModel model, List<DefectType> types, @Nullable TestTimeAugmentation augmentation) {
        if (reported.add(model.model())) {
            reportUnused(model.model(), listener);
        }
        if (reportedTuned.add(model.tunedFolder())) {
            model.caveats().forEach(caveat -> listener.warning("note: " + model.name() + ": " + caveat));
        }
        StoredThreshold.choose(model, options.minScore(), listener); // says which threshold the inspector takes
        return QwenInspector.open(
                model.model(), model.adapter(), options.withTypes(types).withTestTimeAugmentation(augmentation));
    }

    /**
     * Reports what a model's folder holds that is not used, or not as its files say.
     *
     * @param model its folder, or that of a run which taught a whole model
     */
    public static void reportUnused(Path model, ProgressListener listener) {
        ModelFolder.open(CheckpointFolder.resolve(model))
                .notices()
                .forEach(notice -> listener.warning("note: " + MessageText.oneLine(notice)));
    }
}
