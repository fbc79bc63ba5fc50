package io.millsight;

import io.millsight.experiment.ComparisonEntry;
import io.millsight.experiment.ComparisonResult;
import io.millsight.experiment.DescribedValidation;
import io.millsight.experiment.EvaluationResult;
import io.millsight.experiment.ModelComparison;
import io.millsight.experiment.ModelEvaluation;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.inspection.DetectorInspector;
import io.millsight.inspection.Inspector;
import io.millsight.inspection.QwenInspector;
import io.millsight.inspection.QwenInspectorOptions;
import io.millsight.runs.TrainingListener;
import io.millsight.tuning.TrainingRun;
import io.millsight.tuning.TrainingSettings;
import io.millsight.tuning.process.TrainingGroup;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entrance for Java programs: describe, train, evaluate, compare, with the defaults of the command line. Each method names the class that offers
 * more choices.
 *
 * <pre>{@code
 * try (Inspector inspector = Millsight.inspector("models/nano", "models/nano-neu-det")) {
 *     Inspection inspection = inspector.inspect(Path.of("strip.png"));
 *     inspection.defects().forEach(d -> System.out.println(d.type() + " " + d.box() + " " + d.score()));
 * }
 * }</pre>
 *
 * <p>All methods throw {@link io.millsight.files.MillsightException} for what a user can mend; its message is one line. They need no JVM flag.
 */
public final class Millsight {

    private Millsight() {}

    /**
     * Opens a model with its adapter to inspect images; the caller closes it.
     *
     * @param model a Hugging Face folder, or a run that trained a whole model
     * @param adapter a PEFT folder, or a run
     */
    public static Inspector inspector(String model, String adapter) {
        return inspector(Path.of(model), Path.of(adapter));
    }

    /**
     * Opens a model, perhaps with an adapter, or a detector to inspect images; the caller closes it. {@link QwenInspector#open} and {@link
     * DetectorInspector#open} take options: device, data type, decoding, test-time augmentation.
     *
     * @param model a Hugging Face folder, a detector's folder, or a run that trained either
     * @param adapter a PEFT folder, or a run; null for none
     */
    public static Inspector inspector(Path model, @Nullable Path adapter) {
        return new EvaluatedModel(model, adapter)
                .open(QwenInspectorOptions.builder().build());
    }

    /**
     * Trains to the end and returns the folder of the run, which {@link #inspector(Path, Path)} takes as an adapter. {@link TrainingRun} can also
     * resume and be interrupted. At each evaluation the model describes as many validation images as the settings say.
     *
     * @param listener is told each step; {@link TrainingListener} has no-op methods
     */
    public static Path train(TrainingSettings settings, TrainingListener listener) {
        try (TrainingRun run =
                TrainingRun.start(settings, new DescribedValidation(), listener, TrainingGroup.single())) {
            run.run();
            return run.folder();
        }
    }

    /** Evaluates a model on a split of a dataset. {@link ModelEvaluation} can also measure robustness, and the model before tuning. */
    public static EvaluationResult evaluate(EvaluatedModel model, EvaluationSplit split) {
        return new ModelEvaluation(model).run(split);
    }

    /** Compares models and result files of other programs on a split of a dataset. {@link ModelComparison} takes settings. */
    public static ComparisonResult compare(List<ComparisonEntry> entries, EvaluationSplit split) {
        return new ModelComparison(entries).run(split);
    }
}
