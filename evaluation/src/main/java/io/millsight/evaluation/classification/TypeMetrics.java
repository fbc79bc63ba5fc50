package io.millsight.evaluation.classification;

import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Metrics of the predicted types per image, without regard to position. An image may have several types. Accuracy means
 * that the first predicted type is among the ground-truth types.
 */
public final class TypeMetrics {

    /** Column for images without a predicted type, and row for images without a defect. */
    public static final String NONE = "none";

    private final int types;
    private final List<ImageTypes> images;

    public TypeMetrics(int types, List<ImageTypes> images) {
        this.types = types;
        this.images = List.copyOf(images);
    }

    /** Returns the share of images whose first predicted type is among the ground-truth types. */
    public Statistic primaryAccuracy() {
        return mean(image -> image.isPrimaryCorrect() ? 1 : 0);
    }

    /** Returns the share of images with exactly the ground-truth types. */
    public Statistic exactSetMatch() {
        return mean(image -> image.hasExactTypes() ? 1 : 0);
    }

    /**
     * Returns whether the first predicted type of an image is among its ground-truth types; false for an image that is
     * not judged.
     */
    public boolean isPrimaryCorrect(int image) {
        return images.get(image).judged() && images.get(image).isPrimaryCorrect();
    }

    /** Returns the counts of each type. An image counts at most once for a type. */
    public List<MatchCounts> perType(int[] weights) {
        List<MatchCounts> counts = new ArrayList<>();
        for (int type = 0; type < types; type++) {
            counts.add(counts(type, weights));
        }
        return counts;
    }

    /**
     * Returns the confusion matrix of the first ground-truth type and the first predicted type. Images without a defect
     * have a row of their own, if there are any.
     *
     * @param names names of the types in the order of their indices
     */
    public ConfusionMatrix confusion(List<String> names) {
        List<String> withNone = new ArrayList<>(names);
        withNone.add(NONE);
        boolean someClean = images.stream()
                .anyMatch(image -> image.judged() && image.groundTruth().isEmpty());
        ConfusionMatrix.Builder matrix = new ConfusionMatrix.Builder(someClean ? withNone : names, withNone);
        for (ImageTypes image : images) {
            if (image.judged()) {
                matrix.add(first(image.groundTruth()), first(image.predicted()));
            }
        }
        return matrix.build();
    }

    private int first(List<Integer> named) {
        return named.isEmpty() ? types : named.get(0);
    }

    private MatchCounts counts(int type, int[] weights) {
        long truePositives = 0;
        long predictions = 0;
        long positives = 0;
        for (int i = 0; i < weights.length; i++) {
            boolean isGroundTruth = images.get(i).groundTruth().contains(type);
            boolean isPredicted = images.get(i).predicted().contains(type);
            truePositives += isGroundTruth && isPredicted ? weights[i] : 0;
            predictions += isPredicted ? weights[i] : 0;
            positives += isGroundTruth ? weights[i] : 0;
        }
        return new MatchCounts(truePositives, predictions - truePositives, positives - truePositives);
    }

    /** Returns the mean over the judged images. */
    private Statistic mean(ToDoubleFunction<ImageTypes> value) {
        return Statistic.ratio(
                images.stream()
                        .mapToDouble(image -> image.judged() ? value.applyAsDouble(image) : 0)
                        .toArray(),
                images.stream().mapToDouble(image -> image.judged() ? 1 : 0).toArray());
    }
}
