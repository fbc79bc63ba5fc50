package io.millsight.history;

import io.millsight.steel.DefectType;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From which score boxes count, and what happens with the steel.
 *
 * @param byType what differs from the model's threshold and from {@link Disposition#HOLD}
 */
public record RecipeRules(Map<DefectType, Rule> byType) {

    /** Every type has the model's threshold and holds the steel. */
    public static final RecipeRules NONE = new RecipeRules(Map.of());

    private static final Rule NO_RULE = new Rule(null, Disposition.HOLD);

    public RecipeRules {
        byType = Map.copyOf(byType);
    }

    /**
     * What holds for one type.
     *
     * @param threshold boxes with a lower score do not count; null for the threshold of the model
     * @param disposition what happens with steel that has a counting box of the type
     */
    public record Rule(@Nullable Double threshold, Disposition disposition) {}

    /** Returns from which score boxes of a type count. */
    public double threshold(DefectType type, double ofModel) {
        Double threshold = byType.getOrDefault(type, NO_RULE).threshold;
        return threshold == null ? ofModel : threshold;
    }

    /**
     * Returns whether a box is a defect.
     *
     * @param ofModel the threshold of the model
     */
    public boolean counts(StoredDefect defect, double ofModel) {
        return defect.counts(threshold(defect.type(), ofModel));
    }

    /**
     * Returns what happens with the steel after an answer: the strictest of what the types of the counting boxes ask for. An undetermined answer
     * always holds the steel, whatever the rules say.
     *
     * @param ofModel the threshold of the model
     */
    public Disposition disposition(ModelAnswer answer, double ofModel) {
        return answer.verdict() == Verdict.UNDETERMINED
                ? Disposition.HOLD
                : disposition(answer.defects().stream()
                        .filter(defect -> counts(defect, ofModel))
                        .map(StoredDefect::type)
                        .toList());
    }

    /**
     * Returns what happens with the steel after a review. A picture that is of no use does not show the steel, so it lets nothing pass.
     */
    public Disposition disposition(NewReview review) {
        return review.action() == ReviewAction.REJECT
                ? Disposition.HOLD
                : disposition(review.boxes().stream().map(ReviewedBox::type).toList());
    }

    /** Returns the strictest of what types ask for. */
    public Disposition disposition(Collection<DefectType> types) {
        return types.stream()
                .map(type -> byType.getOrDefault(type, NO_RULE).disposition)
                .max(Comparator.naturalOrder())
                .orElse(Disposition.PASS);
    }
}
