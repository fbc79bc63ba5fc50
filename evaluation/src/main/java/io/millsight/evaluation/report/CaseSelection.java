package io.millsight.evaluation.report;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.ImageResult;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Chooses images worth showing, by rule and not by taste. */
public final class CaseSelection {

    private final Evaluation evaluation;
    private final List<ImageResult> results;

    /** Chooses among the images that could be read: the others cannot be shown. */
    public CaseSelection(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.results = evaluation.perImage().stream()
                .filter(result -> result.image().prediction().status() != AnswerStatus.NO_IMAGE)
                .toList();
    }

    /** For each type the image of middling area coverage among those whose primary type it is: neither the best nor the worst. */
    public List<EvaluatedImage> typicalOfEachType() {
        return ofEachType(ranked -> List.of(ranked.get(ranked.size() / 2)));
    }

    /** For each type at most {@code count} images from the best to the worst, evenly spread over its ranks of area coverage. */
    public List<EvaluatedImage> spreadOverEachType(int count) {
        return ofEachType(ranked -> {
            int taken = Math.min(count, ranked.size());
            return IntStream.range(0, taken)
                    .mapToObj(i -> ranked.get(ranked.size() - 1 - (int) ((long) i * ranked.size() / taken)))
                    .toList();
        });
    }

    /** Chooses among the images of each type, which are given in ascending order of their area coverage. */
    private List<EvaluatedImage> ofEachType(UnaryOperator<List<EvaluatedImage>> choice) {
        List<EvaluatedImage> chosen = new ArrayList<>();
        for (DefectType type : evaluation.input().types()) {
            List<EvaluatedImage> ranked = results.stream()
                    .filter(result -> isPrimary(type, result.image()))
                    .sorted(Comparator.comparingDouble(
                            result -> result.areaIou().orElse(0)))
                    .map(ImageResult::image)
                    .toList();
            if (!ranked.isEmpty()) {
                chosen.addAll(choice.apply(ranked));
            }
        }
        return chosen;
    }

    /** The images with the most missed boxes, at most {@code limit}. */
    public List<EvaluatedImage> worstMisses(int limit) {
        return worst(result -> result.boxes().falseNegatives(), limit);
    }

    /** The images with the most boxes where there is nothing, at most {@code limit}. */
    public List<EvaluatedImage> worstFalseAlarms(int limit) {
        return worst(result -> result.boxes().falsePositives(), limit);
    }

    /** All images whose answer could not be read to its end. */
    public List<EvaluatedImage> unread() {
        return results.stream()
                .map(ImageResult::image)
                .filter(image -> image.prediction().status() != AnswerStatus.READ)
                .toList();
    }

    private List<EvaluatedImage> worst(ToLongFunction<ImageResult> faults, int limit) {
        return results.stream()
                .filter(result -> faults.applyAsLong(result) > 0)
                .sorted(Comparator.comparingLong(faults)
                        .reversed()
                        .thenComparingDouble(result -> result.areaIou().orElse(0)))
                .limit(limit)
                .map(ImageResult::image)
                .toList();
    }

    private static boolean isPrimary(DefectType type, EvaluatedImage image) {
        return image.image().evaluatedDefects().stream()
                .findFirst()
                .filter(defect -> defect.type().equals(type))
                .isPresent();
    }
}
