package io.millsight.detect.folder;

import io.millsight.steel.DefectType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a detector's folder says about its network, in {@code detector.json}.
 *
 * @param method {@code yolov7} or {@code faster_rcnn}
 * @param variant size of the network
 * @param types that it knows, in the order of its outputs
 * @param imageSize side in pixels of the square into which images are fitted
 * @param frozenEpsilon epsilon of the norms of a Faster R-CNN that was trained from published weights and has their layout; null for a network
 *     that was trained from nothing, and for YOLOv7
 * @param threshold least score of a box that is reported; null if none was chosen
 */
public record DetectorDescription(
        String method,
        String variant,
        List<DefectType> types,
        int imageSize,
        @Nullable Double frozenEpsilon,
        @Nullable Double threshold) {

    public DetectorDescription {
        types = List.copyOf(types);
    }

    /** Returns the least score of a box that is reported; empty if none was chosen. */
    public Optional<Double> scoreThreshold() {
        return Optional.ofNullable(threshold);
    }

    /** Returns this description with another layout of a Faster R-CNN. */
    public DetectorDescription withFrozenEpsilon(@Nullable Double other) {
        return new DetectorDescription(method, variant, types, imageSize, other, threshold);
    }

    /** Returns this description with another threshold. */
    public DetectorDescription withThreshold(double other) {
        return new DetectorDescription(method, variant, types, imageSize, frozenEpsilon, other);
    }
}
