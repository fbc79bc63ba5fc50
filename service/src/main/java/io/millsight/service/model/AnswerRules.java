package io.millsight.service.model;

import io.millsight.history.Disposition;
import io.millsight.history.ModelAnswer;
import io.millsight.history.QueueEntry;
import io.millsight.history.RecipeRules;
import io.millsight.history.StoredDefect;
import io.millsight.history.Verdict;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the recipe and by fixed rules what an answer of the model means, and who looks at the picture. The model's text decides nothing.
 */
public final class AnswerRules {

    /** The share of all pictures that a person looks at whatever the answer is. */
    private static final double SAMPLE_SHARE = 0.05;

    /** A score so far from the threshold is not close to it. */
    private static final double NEAR = 0.2;

    private static final double UNDETERMINED = 1.0;
    private static final double CANDIDATES = 0.8;
    private static final double SAMPLE = 0.6;
    private static final double HELD = 0.3;

    private final double threshold;
    private final RandomGenerator random;

    /**
     * @param threshold the model's own; boxes with a lower score do not count, unless the recipe has a threshold for their type
     * @param random draws the sample
     */
    public AnswerRules(double threshold, RandomGenerator random) {
        this.threshold = threshold;
        this.random = random;
    }

    /**
     * Returns the record of an answer.
     *
     * @param inspection not filtered by any threshold
     * @param notices what was wrong with the image file
     */
    public ModelAnswer answer(Inspection inspection, List<String> notices, RecipeRules recipe) {
        Verdict verdict = verdict(inspection.withMinScores(type -> recipe.threshold(type, threshold)));
        List<StoredDefect> defects = new ArrayList<>();
        inspection.defects().forEach(defect -> defects.add(stored(defects.size(), defect, true)));
        inspection.rejected().forEach(defect -> defects.add(stored(defects.size(), defect, false)));
        List<String> notes = Stream.of(
                        inspection.notes().stream().map(note -> note.kind() + ": " + note.text()),
                        inspection.caveats().stream().map(caveat -> caveat.kind() + ": " + caveat.text()),
                        notices.stream())
                .flatMap(each -> each)
                .toList();
        return new ModelAnswer(verdict, defects, inspection.answer(), inspection.truncated(), notes);
    }

    private static StoredDefect stored(int n, InspectedDefect defect, boolean said) {
        return new StoredDefect(n, defect.type(), defect.box(), defect.score(), said);
    }

    private static Verdict verdict(Inspection inspection) {
        return switch (inspection.verdict()) {
            case DEFECTS -> Verdict.DEFECTS;
            case CLEAN -> Verdict.CLEAN;
            case UNDETERMINED -> Verdict.UNDETERMINED;
        };
    }

    /** Returns the place of an answer in the review queue; null if nobody has to look at it. */
    public @Nullable QueueEntry queueEntry(ModelAnswer answer, RecipeRules recipe) {
        boolean sample = random.nextDouble() < SAMPLE_SHARE;
        if (answer.verdict() == Verdict.UNDETERMINED) {
            return new QueueEntry(UNDETERMINED, QueueEntry.Reason.UNDETERMINED, sample);
        }
        if (answer.defects().stream().anyMatch(defect -> !recipe.counts(defect, threshold))) {
            return new QueueEntry(CANDIDATES, QueueEntry.Reason.CANDIDATES, sample);
        }
        double near = CANDIDATES
                * answer.defects().stream()
                        .mapToDouble(defect ->
                                1 - Math.abs(defect.score() - recipe.threshold(defect.type(), threshold)) / NEAR)
                        .max()
                        .orElse(0);
        if (near > HELD && (near > SAMPLE || !sample)) {
            return new QueueEntry(near, QueueEntry.Reason.NEAR_THRESHOLD, sample);
        }
        if (sample) {
            return new QueueEntry(SAMPLE, QueueEntry.Reason.SAMPLE, true);
        }
        return recipe.disposition(answer, threshold) == Disposition.PASS
                ? null
                : new QueueEntry(HELD, QueueEntry.Reason.HELD, false);
    }
}
