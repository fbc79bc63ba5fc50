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
 * @param threshold least score of a box that is reported; null if none was chosen
 */
public record DetectorDescription(
        String method,
        String variant,
        List<DefectType> types,
        int imageSize,
        @Nullable Double threshold) {

    public DetectorDescription {
        types = List.copyOf(types);
    }

    /** Returns the least score of a box that is reported; empty if none was chosen. */
    public Optional<Double> scoreThreshold() {
        return Optional.ofNullable(threshold);
    }

    /** Returns this description with another threshold. */
    public DetectorDescription withThreshold(double other) {
        return new DetectorDescription(method, variant, types, imageSize, other);
    }
}
