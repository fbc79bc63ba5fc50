package io.millsight.experiment;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.comparison.ComparedModel;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.evaluation.comparison.ModelCost;
import io.millsight.experiment.dataset.EvaluationSplit;
import io.millsight.experiment.model.EvaluatedModel;
import io.millsight.experiment.model.ModelOpener;
import io.millsight.experiment.model.StoredThreshold;
import io.millsight.experiment.prediction.PredictionFile;
import io.millsight.experiment.progress.ProgressListener;
import io.millsight.inspection.Inspector;
import io.millsight.runs.PeakMemory;
import io.millsight.steel.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares models and the result files of other programs on the images of one split. Beside them stands what the most
 * frequent sentence of the training images would reach.
 *
 * <pre>{@code
 * List<ComparisonEntry> entries = List.of(
 *         new ComparisonEntry.OfModel("tuned", new EvaluatedModel(Path.of("models/qwen-3b"), Path.of("runs/first"))),
 *         new ComparisonEntry.OfPredictions("yolo", Path.of("yolo.json")));
 * EvaluationSplit split = EvaluationSplit.read(Path.of("my-steel"), "val");
 * new ModelComparison(entries).run(split).write(Path.of("comparison"));
 * }</pre>
 *
 * <p>Immutable. Models are loaded by {@link #run}, one after the other, and closed before it returns.
 */
public final class ModelComparison {

    private final List<ComparisonEntry> entries;
    private final ExperimentSettings settings;
    private final ProgressListener listener;

    /** Compares with standard settings, and reports to nobody. */
    public ModelComparison(List<ComparisonEntry> entries) {
        this(entries, ExperimentSettings.standard(), ProgressListener.NONE);
    }

    /**
     * Compares the first entry with the others.
     *
     * @throws InputException if two entries share a name, or an entry names an adapter without a model
     */
    public ModelComparison(List<ComparisonEntry> entries, ExperimentSettings settings, ProgressListener listener) {
        this.entries = List.copyOf(entries);
        this.settings = settings;
        this.listener = listener;
        requireDifferentNames(entries.stream().map(ComparisonEntry::name).toList());
        models().forEach(model -> model.model().requireModel());
    }

    /**
     * Checks the names of the rows before any model has been trained or has answered for hours.
     *
     * @throws InputException if two are equal, or one is the name of the baseline
     */
    public static void requireDifferentNames(List<String> rows) {
        Set<String> names = new HashSet<>(Set.of(MostFrequentSentence.NAME));
        for (String row : rows) {
            if (!names.add(row)) {
                throw new InputException("two take part as " + row + "; give each a name of its own");
            }
        }
    }

    private List<ComparisonEntry.OfModel> models() {
        return entries.stream()
                .filter(ComparisonEntry.OfModel.class::isInstance)
                .map(ComparisonEntry.OfModel.class::cast)
                .toList();
    }

    /**
     * Lets the models answer all images of a split, and measures all answers.
     *
     * @throws io.millsight.files.MillsightException if a model cannot be loaded or reports other types than the dataset has,
     *     or if a result file is wrong
     */
    public ComparisonResult run(EvaluationSplit split) {
        models().forEach(model -> requireSameTypes(model, split));
        SplitInspection inspection = new SplitInspection(split, settings.batchSize(), listener);
        Comparison comparison = new Comparison(new Run(split, inspection).rows());
        return new ComparisonResult(comparison, inspection.unreadable(), split.pictures());
    }

    /** Refuses a model that says which types it reports, if the dataset has others. */
    private static void requireSameTypes(ComparisonEntry.OfModel entry, EvaluationSplit split) {
        entry.model().types().ifPresent(types -> SplitInspection.requireSameTypes(split, entry.name(), types));
    }

    /** One comparison on one split. */
    private final class Run {

        private final EvaluationSplit split;
        private final SplitInspection inspection;
        private final ModelOpener opener = new ModelOpener(settings.inference(), listener);

        /** The baseline in the words of the first model that has answered. */
        private @Nullable EvaluationInput sentence;

        Run(EvaluationSplit split, SplitInspection inspection) {
            this.split = split;
            this.inspection = inspection;
        }

        /** In the order of the entries; files are read first, so that a broken one is found at once. */
        List<ComparedModel> rows() {
            Map<ComparisonEntry, ComparedModel> fromFiles = new HashMap<>();
            for (ComparisonEntry entry : entries) {
                if (entry instanceof ComparisonEntry.OfPredictions predictions) {
                    EvaluationInput input =
                            PredictionFile.read(predictions.file(), predictions.name(), split, listener);
                    fromFiles.put(entry, new ComparedModel(measure(input, givenThreshold()), ModelCost.UNKNOWN));
                }
            }
            List<ComparedModel> rows = new ArrayList<>();
            for (ComparisonEntry entry : entries) {
                rows.add(entry instanceof ComparisonEntry.OfModel model ? answer(model) : fromFiles.get(entry));
            }
            EvaluationInput first = rows.get(0).evaluation().input();
            EvaluationInput baseline = sentence == null ? MostFrequentSentence.withoutModel(first, split) : sentence;
            rows.add(new ComparedModel(measure(baseline, 0), ModelCost.UNKNOWN));
            return rows;
        }

        private ComparedModel answer(ComparisonEntry.OfModel entry) {
            EvaluatedModel model = entry.model();
            boolean measured = PeakMemory.restart();
            try (Inspector inspector = opener.openForMeasuring(model, split.types(), null)) {
                EvaluationInput input = inspection.run(entry.name(), inspector);
                if (sentence == null) {
                    sentence = MostFrequentSentence.of(input, split, inspector);
                }
                ModelCost cost = model.cost(measured ? PeakMemory.bytes() : null);
                double threshold =
                        StoredThreshold.choose(model, settings.inference().minScore(), listener);
                return new ComparedModel(measure(input, threshold), cost);
            }
        }

        /** A file of predictions has no stored threshold. */
        private double givenThreshold() {
            Double given = settings.inference().minScore();
            return given == null ? 0 : given;
        }

        private Evaluation measure(EvaluationInput input, double scoreThreshold) {
            return Evaluation.of(input, settings.metrics().withScoreThreshold(scoreThreshold));
        }
    }
}
