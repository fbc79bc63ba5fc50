package io.millsight.evaluation;

import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Answers of a model to the images of a split.
 *
 * @param model name of the model for tables
 * @param split identity of the images
 * @param types all types that may occur
 * @param scoreMode source of the box scores
 * @param images images in any order; they are sorted by id
 */
public record EvaluationInput(
        String model, EvaluatedSplit split, List<DefectType> types, ScoreMode scoreMode, List<EvaluatedImage> images) {

    public EvaluationInput {
        types = List.copyOf(types);
        images =
                images.stream().sorted(Comparator.comparing(EvaluatedImage::id)).toList();
        if (types.isEmpty()) {
            throw new InputException("nothing to evaluate: " + split + " names no types of defect");
        }
        Set<String> ids = new HashSet<>();
        for (EvaluatedImage image : images) {
            if (!ids.add(image.id())) {
                throw new InputException("image " + image.id() + " has two answers in " + split + "; keep one of them");
            }
            requireKnownTypes(image, types);
        }
    }

    /** Returns the same images with one constant answer: a baseline that every model should exceed. */
    public EvaluationInput withConstantPrediction(String name, Prediction constant) {
        return new EvaluationInput(
                name,
                split,
                types,
                ScoreMode.CONSTANT,
                images.stream().map(image -> image.withPrediction(constant)).toList());
    }

    /** Returns the same answers with score 1 for every box, which shows average precision without a ranking. */
    public EvaluationInput withConstantScores(String name) {
        return new EvaluationInput(
                name,
                split,
                types,
                ScoreMode.CONSTANT,
                images.stream()
                        .map(image -> image.withPrediction(image.prediction().withConstantScores()))
                        .toList());
    }

    private static void requireKnownTypes(EvaluatedImage image, List<DefectType> types) {
        image.image().defects().stream()
                .filter(defect -> !types.contains(defect.type()))
                .findFirst()
                .ifPresent(defect -> {
                    throw new InputException("image " + image.id() + " is annotated with "
                            + defect.type().name() + ", which is not among the types "
                            + types.stream().map(DefectType::name).toList());
                });
    }
}
