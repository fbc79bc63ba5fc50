package io.millsight.service.recipes;

import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.steel.DefectType;
import java.util.List;

/**
 * What a recipe would have done with reviewed images.
 *
 * @param images about whole images
 * @param coils about coils
 * @param types about each type that was stated or is there, by name
 */
public record ThresholdPreview(Images images, Coils coils, List<TypeFigures> types) {

    /** The number of equal steps from score 0 to 1 in a histogram. */
    public static final int BINS = 50;

    public ThresholdPreview {
        types = List.copyOf(types);
    }

    /**
     * Numbers of images.
     *
     * @param all of them
     * @param undetermined those whose answer cannot be read; they are held
     * @param held those that do not pass
     * @param passedWithDefects those that pass, and would not if the answer were what the person said
     * @param heldWithoutDefects those that do not pass, and would if the answer were what the person said
     */
    public record Images(long all, long undetermined, long held, long passedWithDefects, long heldWithoutDefects) {}

    /**
     * Numbers of coils.
     *
     * @param all of them; images of unknown coils are left out
     * @param held those with an image that does not pass
     * @param rejected those of them with an image that is rejected
     */
    public record Coils(long all, long held, long rejected) {}

    /**
     * What concerns one type.
     *
     * @param type the type
     * @param boxes counting boxes: found ones, false alarms (overkill), and missed ones (escapes)
     * @param heldCoils the number of coils that counting boxes of this type hold
     * @param hits the number of right boxes by score, in {@link #BINS} steps
     * @param falseAlarms the number of wrong boxes by score, in {@link #BINS} steps
     */
    public record TypeFigures(
            DefectType type, MatchCounts boxes, long heldCoils, List<Integer> hits, List<Integer> falseAlarms) {

        public TypeFigures {
            hits = List.copyOf(hits);
            falseAlarms = List.copyOf(falseAlarms);
        }
    }
}
