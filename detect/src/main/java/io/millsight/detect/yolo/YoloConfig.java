package io.millsight.detect.yolo;

import java.util.ArrayList;
import java.util.List;

/**
 * What a network looks like and how large it sees images.
 *
 * @param variant size of the network
 * @param types number of types
 * @param width factor of the channels, 1 for the published networks
 * @param imageSize side of the square in pixels into which an image is fitted, a multiple of {@link #STRIDE}
 * @param anchors widths and heights in pixels: for each grid, the finest first, three boxes
 */
public record YoloConfig(Variant variant, int types, double width, int imageSize, List<List<Anchor>> anchors) {

    /** The sides of the grids' cells in pixels. */
    static final List<Integer> STRIDES = List.of(8, 16, 32);

    /** Both sides of an input are multiples of this number of pixels. */
    public static final int STRIDE = 32;

    static final int ANCHORS = 3;

    private static final int REFERENCE_SIZE = 640; // pixels, at which the gains of the losses were chosen
    private static final int REFERENCE_TYPES = 80;

    /** The size of an anchor box in pixels. */
    public record Anchor(double width, double height) {}

    /** The published sizes. */
    public enum Variant {
        /** YOLOv7-tiny: 6 million parameters. */
        TINY(1.0, 0.5, List.of(10, 13, 16, 30, 33, 23, 30, 61, 62, 45, 59, 119, 116, 90, 156, 198, 373, 326)),
        /** YOLOv7: 37 million parameters. */
        BASE(0.7, 0.3, List.of(12, 16, 19, 36, 40, 28, 36, 75, 76, 55, 72, 146, 142, 110, 192, 243, 459, 401));

        private final double objectnessGain;
        private final double typeGain;

        @SuppressWarnings("ImmutableEnumChecker") // made by List.of
        private final List<Integer> anchors;

        Variant(double objectnessGain, double typeGain, List<Integer> anchors) {
            this.objectnessGain = objectnessGain;
            this.typeGain = typeGain;
            this.anchors = anchors;
        }

        /** Returns the anchors of the published network. */
        public List<List<Anchor>> anchors() {
            return YoloConfig.anchors(
                    anchors.stream().mapToDouble(Integer::doubleValue).toArray());
        }
    }

    public YoloConfig {
        anchors = anchors.stream().map(List::copyOf).toList();
        if (imageSize < STRIDE || imageSize % STRIDE != 0) {
            throw new IllegalArgumentException("the image size " + imageSize + " is no multiple of " + STRIDE);
        }
        if (anchors.size() != STRIDES.size() || anchors.stream().anyMatch(level -> level.size() != ANCHORS)) {
            throw new IllegalArgumentException("expected three anchors for each of three grids, not " + anchors);
        }
    }

    /** The published network of this size for a number of types. */
    public static YoloConfig of(Variant variant, int types, int imageSize) {
        return new YoloConfig(variant, types, 1, imageSize, variant.anchors());
    }

    /** Groups widths and heights, one after the other, into anchors of three grids. */
    static List<List<Anchor>> anchors(double... sides) {
        List<List<Anchor>> levels = new ArrayList<>();
        for (int level = 0; level < STRIDES.size(); level++) {
            List<Anchor> anchors = new ArrayList<>();
            for (int i = 0; i < ANCHORS; i++) {
                int place = 2 * (level * ANCHORS + i);
                anchors.add(new Anchor(sides[place], sides[place + 1]));
            }
            levels.add(anchors);
        }
        return levels;
    }

    YoloLayout layout() {
        return variant == Variant.TINY ? YoloLayout.tiny(width) : YoloLayout.base(width);
    }

    /** Numbers that the network predicts for an anchor: four of the box, the objectness, one for each type. */
    int attributes() {
        return 5 + types;
    }

    /** The weight of the objectness loss for inputs of a height in pixels. */
    double objectnessGain(long height) {
        double relative = (double) height / REFERENCE_SIZE;
        return variant.objectnessGain * relative * relative;
    }

    /** The weight of the loss of types. */
    double typeGain() {
        return variant.typeGain * types / REFERENCE_TYPES;
    }
}
