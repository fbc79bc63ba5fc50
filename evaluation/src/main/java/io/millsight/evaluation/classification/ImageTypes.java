package io.millsight.evaluation.classification;

import java.util.List;
import java.util.Set;

/**
 * Defect types of one image, as indices into the list of types.
 *
 * @param groundTruth ground-truth types, the primary type first; empty for a clean surface
 * @param predicted predicted types in the order of the answer, with repetitions
 * @param determined false if the answer could not be read completely; then no predicted type does not mean a clean
 *     surface
 * @param judged false if all defects of the image are ignored; then no prediction is right or wrong
 */
public record ImageTypes(List<Integer> groundTruth, List<Integer> predicted, boolean determined, boolean judged) {

    /** Creates the types of an image that is judged. */
    public ImageTypes(List<Integer> groundTruth, List<Integer> predicted, boolean determined) {
        this(groundTruth, predicted, determined, true);
    }

    public ImageTypes {
        groundTruth = List.copyOf(groundTruth);
        predicted = List.copyOf(predicted);
    }

    /**
     * Returns whether the first predicted type is among the ground-truth types; for a clean surface, whether nothing
     * was predicted.
     */
    boolean isPrimaryCorrect() {
        return predicted.isEmpty() ? isCorrectlyClean() : groundTruth.contains(predicted.get(0));
    }

    boolean hasExactTypes() {
        return predicted.isEmpty() ? isCorrectlyClean() : Set.copyOf(predicted).equals(Set.copyOf(groundTruth));
    }

    private boolean isCorrectlyClean() {
        return groundTruth.isEmpty() && predicted.isEmpty() && determined;
    }
}
