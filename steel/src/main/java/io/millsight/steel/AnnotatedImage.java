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
 * Image with its annotated defects. An image without defects is a clean surface, not a missing annotation.
 *
 * @param id unique in the dataset: file name without extension
 * @param file image file
 * @param width width in pixels
 * @param height height in pixels
 * @param defects defects in the order of the annotation
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

    /** Returns the image with other names for some types. */
    public AnnotatedImage withTypesRenamed(Map<DefectType, DefectType> newNames) {
        List<Defect> renamed = defects.stream()
                .map(defect ->
                        new Defect(newNames.getOrDefault(defect.type(), defect.type()), defect.box(), defect.flag()))
                .toList();
        return new AnnotatedImage(id, file, width, height, renamed);
    }

    /** Returns width and height of the image. */
    public ImageSize size() {
        return new ImageSize(width, height);
    }

    /**
     * Decodes the pixels.
     *
     * @throws io.millsight.image.InvalidImageException if the file is unreadable or has another size now
     */
    public RgbImage readPixels() {
        RgbImage pixels = ImageFile.read(file);
        if (pixels.width() != width || pixels.height() != height) {
            throw new InvalidImageException(file + ": the image is " + pixels.width() + "x" + pixels.height()
                    + ", but was " + width + "x" + height + " when the dataset was read");
        }
        return pixels;
    }

    /** Returns the defects that are part of the evaluation, in the order of the annotation. */
    public List<Defect> evaluatedDefects() {
        return defects.stream().filter(Defect::isEvaluated).toList();
    }

    /**
     * Returns whether the image has defects but none of them is evaluated. No answer about such an image is right or
     * wrong.
     */
    public boolean hasOnlyIgnoredDefects() {
        return !defects.isEmpty() && defects.stream().noneMatch(Defect::isEvaluated);
    }

    /** Returns the type with the most boxes, and among equal ones with the largest area; empty for a clean surface. */
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
