package io.millsight.evaluation.classification;

import java.util.List;

/**
 * The types of defect on one image, as indices into the list of types.
 *
 * @param truth the primary type first; empty for a clean surface
 * @param predicted in order of preference; may repeat a type
 * @param determined false where the answer could not be read to its end, so that naming nothing does not mean a clean surface
 * @param judged false where only flagged defects are on the image, so that neither a type nor a clean surface is right
 */
public record ImageTypes(List<Integer> truth, List<Integer> predicted, boolean determined, boolean judged) {

    /** An image that is judged. */
    public ImageTypes(List<Integer> truth, List<Integer> predicted, boolean determined) {
        this(truth, predicted, determined, true);
    }

    public ImageTypes {
        truth = List.copyOf(truth);
        predicted = List.copyOf(predicted);
    }

    /** Whether the first type that was named is among the true ones; of a clean surface, whether nothing was named. */
    boolean primaryInTruth() {
        return predicted.isEmpty() ? calledClean() : truth.contains(predicted.get(0));
    }

    boolean primaryIsFirst() {
        boolean oneSideEmpty = predicted.isEmpty() || truth.isEmpty();
        return oneSideEmpty ? calledClean() : truth.get(0).equals(predicted.get(0));
    }

    boolean sameSet() {
        return jaccard() == 1;
    }

    /** Size of the intersection of both sets over the size of their union. */
    double jaccard() {
        if (truth.isEmpty() && predicted.isEmpty()) {
            return calledClean() ? 1 : 0;
        }
        long common = truth.stream().distinct().filter(predicted::contains).count();
        long all = truth.stream().distinct().count()
                + predicted.stream().distinct().count()
                - common;
        return (double) common / all;
    }

    private boolean calledClean() {
        return truth.isEmpty() && predicted.isEmpty() && determined;
    }
}
