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

/** Chooses example images by fixed rules. */
public final class CaseSelection {

    private final Evaluation evaluation;
    private final List<ImageResult> results;

    /** Chooses among the images that could be read. */
    public CaseSelection(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.results = evaluation.perImage().stream()
                .filter(result -> result.image().prediction().status() != AnswerStatus.NO_IMAGE)
                .toList();
    }

    /** Returns for each type the image with the median area IoU among the images with this primary type. */
    public List<EvaluatedImage> typicalOfEachType() {
        return ofEachType(ranked -> List.of(ranked.get(ranked.size() / 2)));
    }

    /** Returns for each type up to {@code count} images, evenly spread from the best to the worst area IoU. */
    public List<EvaluatedImage> spreadOverEachType(int count) {
        return ofEachType(ranked -> {
            int taken = Math.min(count, ranked.size());
            return IntStream.range(0, taken)
                    .mapToObj(i -> ranked.get(ranked.size() - 1 - (int) ((long) i * ranked.size() / taken)))
                    .toList();
        });
    }

    /** Chooses among the images of each type, which are sorted by ascending area IoU. */
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

    /** Returns up to {@code limit} images with the most false negatives. */
    public List<EvaluatedImage> worstMisses(int limit) {
        return worst(result -> result.boxes().falseNegatives(), limit);
    }

    /** Returns up to {@code limit} images with the most false positives. */
    public List<EvaluatedImage> worstFalseAlarms(int limit) {
        return worst(result -> result.boxes().falsePositives(), limit);
    }

    /** Returns all images without defects, those with the most false positives first. */
    public List<EvaluatedImage> clean() {
        return results.stream()
                .filter(result -> result.image().image().defects().isEmpty())
                .sorted(Comparator.comparingLong(
                                (ImageResult result) -> result.boxes().falsePositives())
                        .reversed())
                .map(ImageResult::image)
                .toList();
    }

    /** Returns all images whose answer could not be read completely. */
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
