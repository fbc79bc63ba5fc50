package io.millsight.evaluation.report;

import io.millsight.evaluation.AnswerStatus;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.comparison.Comparison;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An image that a comparison shows with the boxes of every model.
 *
 * @param image the image with its annotations
 * @param picture its pixels, possibly scaled down
 */
public record ComparedCase(AnnotatedImage image, RgbImage picture) {

    /** The number of images that a page shows. */
    private static final int CASES = 6;

    /**
     * Draws images by the seed of the comparison's settings: one of each type, then others. The answers have no say, so the images favour no model.
     * Images that a model could not be shown are left out.
     *
     * @return at most 6 images, those of the types first
     */
    public static List<AnnotatedImage> draw(Comparison comparison) {
        List<AnnotatedImage> shuffled = shown(comparison);
        Random random = new Random(
                ComparisonTables.first(comparison).evaluation().settings().seed());
        Collections.shuffle(shuffled, random);
        List<DefectType> types = new ArrayList<>(
                ComparisonTables.first(comparison).evaluation().input().types());
        if (types.size() > CASES) {
            Collections.shuffle(types, random);
        }
        List<AnnotatedImage> drawn = new ArrayList<>();
        for (DefectType type : types) {
            shuffled.stream().filter(image -> isOf(type, image)).findFirst().ifPresent(drawn::add);
        }
        shuffled.stream().filter(image -> !drawn.contains(image)).limit(CASES).forEach(drawn::add);
        return List.copyOf(drawn.subList(0, Math.min(CASES, drawn.size())));
    }

    private static List<AnnotatedImage> shown(Comparison comparison) {
        Set<String> hidden = new HashSet<>();
        comparison
                .models()
                .forEach(model -> model.evaluation().input().images().stream()
                        .filter(image -> image.prediction().status() == AnswerStatus.NO_IMAGE)
                        .forEach(image -> hidden.add(image.id())));
        return ComparisonTables.first(comparison).evaluation().input().images().stream()
                .map(EvaluatedImage::image)
                .filter(image -> !hidden.contains(image.id()))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static boolean isOf(DefectType type, AnnotatedImage image) {
        return image.primaryType().filter(type::equals).isPresent();
    }
}
