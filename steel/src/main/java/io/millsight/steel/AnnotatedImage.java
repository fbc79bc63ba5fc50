package io.millsight.steel;

import io.millsight.image.ImageFile;
import io.millsight.image.ImageSize;
import io.millsight.image.InvalidImageException;
import io.millsight.image.RgbImage;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * An image and what an inspector marked on it. An image without defects is a clean surface, not a missing annotation.
 *
 * @param id unique in its dataset: the file name without its extension
 * @param file where the pixels are
 * @param width in pixels
 * @param height in pixels
 * @param defects in the order of the annotation
 */
public record AnnotatedImage(String id, Path file, int width, int height, List<Defect> defects) {

    public AnnotatedImage {
        if (width <= 0 || height <= 0) {
            throw new IllegalArgumentException(id + ": an image needs a positive size, not " + width + "x" + height);
        }
        defects = List.copyOf(defects);
        for (Defect defect : defects) {
            if (!defect.box().isInside(width, height)) {
                throw new IllegalArgumentException(
                        id + ": the box " + defect.box() + " is outside the image of " + width + "x" + height);
            }
        }
    }

    /** Width and height of the picture. */
    public ImageSize size() {
        return new ImageSize(width, height);
    }

    /**
     * Decodes the pixels.
     *
     * @throws io.millsight.image.InvalidImageException if the file cannot be used or is no longer of this size
     */
    public RgbImage readPixels() {
        RgbImage pixels = ImageFile.read(file);
        if (pixels.width() != width || pixels.height() != height) {
            throw new InvalidImageException(file + ": the image is " + pixels.width() + "x" + pixels.height()
                    + ", but was " + width + "x" + height + " when the dataset was read");
        }
        return pixels;
    }

    /** The defects that count when answers are measured, in the order of the annotation. */
    public List<Defect> evaluatedDefects() {
        return defects.stream().filter(Defect::isEvaluated).toList();
    }

    /** Whether the image has defects of which none counts, so that no answer about it is right or wrong. */
    public boolean hasOnlyIgnoredDefects() {
        return !defects.isEmpty() && defects.stream().noneMatch(Defect::isEvaluated);
    }

    /** The type that marks the image most: the one with the most boxes, then with the largest area; empty for a clean surface. */
    public Optional<DefectType> primaryType() {
        Map<DefectType, DoubleSummaryStatistics> areas = defects.stream()
                .collect(Collectors.groupingBy(
                        Defect::type,
                        TreeMap::new,
                        Collectors.summarizingDouble(defect -> defect.box().area())));
        return areas.entrySet().stream()
                .max(Comparator.comparingLong((Map.Entry<DefectType, DoubleSummaryStatistics> entry) ->
                                entry.getValue().getCount())
                        .thenComparingDouble(entry -> entry.getValue().getSum()))
                .map(Map.Entry::getKey);
    }
}
