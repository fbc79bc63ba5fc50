package io.millsight.evaluation;

import io.millsight.evaluation.detection.Rectangle;
import io.millsight.steel.Defect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Annotated and predicted defects of one image side by side, for people. Each prediction, by descending score, takes the
 * free annotation of its type with the largest IoU; what is left is paired across types. Ignored annotations are left out.
 */
public final class DefectPairs {

    private final List<Pair> pairs = new ArrayList<>();
    private final List<Defect> free;
    private final List<ScoredDefect> left;
    private final double minimalIou;

    /**
     * One row.
     *
     * @param annotated annotated defect; null for a false alarm
     * @param predicted predicted defect; null for a missed one
     * @param iou IoU of the two; 0 if one is missing
     */
    public record Pair(@Nullable Defect annotated, @Nullable ScoredDefect predicted, double iou) {

        /** Returns whether the annotated defect was found with its type. */
        public boolean isFound() {
            return annotated != null && predicted != null && annotated.type().equals(predicted.type());
        }
    }

    private DefectPairs(EvaluatedImage image, EvaluationSettings settings) {
        free = new ArrayList<>(image.image().evaluatedDefects());
        left = new ArrayList<>(image.prediction().defects().stream()
                .filter(defect -> defect.score() >= settings.scoreThreshold())
                .sorted(Comparator.comparingDouble(ScoredDefect::score).reversed())
                .toList());
        minimalIou = settings.minimalIou();
    }

    /** Pairs the defects of an image: first the found ones, then wrong types, missed ones and false alarms. */
    public static List<Pair> of(EvaluatedImage image, EvaluationSettings settings) {
        DefectPairs pairs = new DefectPairs(image, settings);
        pairs.pair((annotated, predicted) -> annotated.type().equals(predicted.type()));
        pairs.pair((annotated, predicted) -> true);
        pairs.free.forEach(annotated -> pairs.pairs.add(new Pair(annotated, null, 0)));
        pairs.left.forEach(predicted -> pairs.pairs.add(new Pair(null, predicted, 0)));
        return List.copyOf(pairs.pairs);
    }

    private void pair(BiPredicate<Defect, ScoredDefect> eligible) {
        for (ScoredDefect predicted : List.copyOf(left)) {
            free.stream()
                    .filter(annotated -> eligible.test(annotated, predicted) && iou(annotated, predicted) >= minimalIou)
                    .max(Comparator.comparingDouble(annotated -> iou(annotated, predicted)))
                    .ifPresent(annotated -> {
                        pairs.add(new Pair(annotated, predicted, iou(annotated, predicted)));
                        free.remove(annotated);
                        left.remove(predicted);
                    });
        }
    }

    private static double iou(Defect annotated, ScoredDefect predicted) {
        return Rectangle.of(annotated.box()).iou(Rectangle.of(predicted.box()));
    }
}
