package io.millsight.experiment.model;

import io.millsight.adapter.CheckpointFolder;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.files.MessageText;
import io.millsight.inspection.Inspector;
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

/** Opens models to inspect images with, and reports once what of a model's folder is not used, and what its users have to know. */
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
    public Inspector open(EvaluatedModel model, List<DefectType> types) {
        reportOnce(model);
        StoredThreshold.choose(model, options.minScore(), listener); // says which threshold the inspector takes
        return model.open(options.withTypes(types));
    }

    /**
     * Loads a model with its adapter for answers that are measured: average precision also ranks the boxes below the score threshold. A language
     * model answers without a threshold. A detector keeps its threshold, because its report is about the boxes above it. The caller closes the
     * inspector.
     *
     * @param augmentation null for that of the options
     */
    public Inspector openForMeasuring(
            EvaluatedModel model, List<DefectType> types, @Nullable TestTimeAugmentation augmentation) {
        reportOnce(model);
        TestTimeAugmentation views = augmentation == null ? options.testTimeAugmentation() : augmentation;
        QwenInspectorOptions whole = options.withTypes(types).withTestTimeAugmentation(views);
        return model.open(model.detector().isPresent() ? whole : whole.withMinScore(0.0));
    }

    /**
     * Loads the base of a model without its adapter, for answers that are compared with those of {@link #openForMeasuring}. The caller closes the
     * inspector.
     *
     * @param adapter what the base is asked, it is asked with this adapter, too
     */
    public Inspector openWithout(Path adapter, EvaluatedModel model, List<DefectType> types) {
        return QwenInspector.openWithout(
                adapter, model.model(), options.withTypes(types).withMinScore(0.0));
    }

    private void reportOnce(EvaluatedModel model) {
        if (reported.add(model.model()) && model.detector().isEmpty()) {
            reportUnused(model.model(), listener);
        }
        if (reportedTuned.add(model.tunedFolder())) {
            model.caveats().forEach(caveat -> listener.warning("note: " + model.name() + ": " + caveat));
        }
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
