package io.millsight.evaluation.comparison;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Comparison of models on the same split. Each model is compared with the first one.
 *
 * @param models at least two models with different names; the first one is the reference
 */
public record Comparison(List<ComparedModel> models) {

    public Comparison {
        models = List.copyOf(models);
        if (models.size() < 2) {
            throw new InputException("a comparison needs at least two evaluations, not " + models.size());
        }
        long names = models.stream().map(ComparedModel::name).distinct().count();
        if (names < models.size()) {
            throw new InputException("two evaluations have the same name among "
                    + models.stream().map(ComparedModel::name).toList() + "; name each one differently");
        }
        ComparedModel first = models.get(0);
        models.forEach(other -> requireSameSplit(first, other));
    }

    private ComparedModel reference() {
        return models.get(0);
    }

    /**
     * Returns the p-value of the difference to the reference (see {@link Evaluation#pValue}). Empty for the reference
     * itself, and for average precisions that cannot be compared with those of the reference.
     */
    public OptionalDouble pValue(Measure measure, ComparedModel compared) {
        return compared.equals(reference()) || !isComparable(measure, compared)
                ? OptionalDouble.empty()
                : reference().evaluation().pValue(measure, compared.evaluation());
    }

    /** Returns whether the value of a model can be compared with that of the reference. */
    public boolean isComparable(Measure measure, ComparedModel compared) {
        return !measure.dependsOnScores() || scoreMode(compared).isComparable(scoreMode(reference()));
    }

    /** Returns whether a model has average precisions that cannot be compared with those of the reference. */
    public boolean mixesScores() {
        return !models.stream().allMatch(model -> isComparable(Measure.AP50, model));
    }

    /** Returns whether a detector takes part, of which every box is ranked. */
    public boolean hasDetector() {
        return models.stream().anyMatch(model -> scoreMode(model) == ScoreMode.DETECTOR);
    }

    private static ScoreMode scoreMode(ComparedModel compared) {
        return compared.evaluation().input().scoreMode();
    }

    private static void requireSameSplit(ComparedModel first, ComparedModel other) {
        String left =
                first.name() + " was evaluated on " + first.evaluation().input().split();
        String right = other.name() + " on " + other.evaluation().input().split();
        boolean sameHash = first.evaluation()
                .input()
                .split()
                .hash()
                .equals(other.evaluation().input().split().hash());
        if (!sameHash) {
            throw new InputException("cannot compare: " + left + ", " + right + "; evaluate both on the same split");
        }
        if (!ids(first).equals(ids(other))) {
            throw new InputException("cannot compare: " + first.name() + " answered "
                    + MessageText.count(ids(first).size(), "image") + ", " + other.name() + " "
                    + ids(other).size() + " or other ones; evaluate both on the whole split");
        }
        if (!withoutThreshold(first).equals(withoutThreshold(other))) {
            throw new InputException("cannot compare: " + first.name() + " was evaluated with "
                    + first.evaluation().settings() + ", " + other.name() + " with "
                    + other.evaluation().settings() + "; evaluate both with the same settings");
        }
    }

    /** Each model is measured at its own score threshold, as it is used. */
    private static EvaluationSettings withoutThreshold(ComparedModel compared) {
        return compared.evaluation().settings().withScoreThreshold(0);
    }

    private static List<String> ids(ComparedModel compared) {
        return compared.evaluation().input().images().stream()
                .map(EvaluatedImage::id)
                .toList();
    }
}
