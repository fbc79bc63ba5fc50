package io.millsight.evaluation.classification;

import java.util.List;
import java.util.Set;

/**
 * The types of defect on one image, as indices into the list of types.
 *
 * @param groundTruth the primary type first; empty for a clean surface
 * @param predicted in order of preference; may repeat a type
 * @param determined false where the answer could not be read to its end, so that naming nothing does not mean a clean surface
 * @param judged false where only flagged defects are on the image, so that neither a type nor a clean surface is right
 */
public record ImageTypes(List<Integer> groundTruth, List<Integer> predicted, boolean determined, boolean judged) {

    /** An image that is judged. */
    public ImageTypes(List<Integer> groundTruth, List<Integer> predicted, boolean determined) {
        this(groundTruth, predicted, determined, true);
    }

    public ImageTypes {
        groundTruth = List.copyOf(groundTruth);
        predicted = List.copyOf(predicted);
    }

    /** Whether the first type that was named is among the true ones; of a clean surface, whether nothing was named. */
    boolean isPrimaryCorrect() {
        return predicted.isEmpty() ? calledClean() : groundTruth.contains(predicted.get(0));
    }

    boolean hasExactTypes() {
        return predicted.isEmpty() ? calledClean() : Set.copyOf(predicted).equals(Set.copyOf(groundTruth));
    }

    private boolean calledClean() {
        return groundTruth.isEmpty() && predicted.isEmpty() && determined;
    }
}
