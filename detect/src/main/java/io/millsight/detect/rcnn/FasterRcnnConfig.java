package io.millsight.detect.rcnn;

import io.millsight.detect.Detector;
import io.millsight.detect.box.AnchorGrid;
import io.millsight.detect.box.Nms;
import io.millsight.detect.box.Sampling;
import io.millsight.detect.net.Backbone;
import io.millsight.detect.net.MobileNetV3;
import io.millsight.detect.net.Norms;
import io.millsight.detect.net.ResNet;
import io.millsight.detect.net.WeightSource;
import java.util.Collections;
import java.util.List;

/**
 * What a network looks like, how large it sees images, and how it trains and detects.
 *
 * @param body what computes feature maps
 * @param types number of types
 * @param pyramidWidth channels of the feature pyramid
 * @param headWidth of the two hidden layers that see a region
 * @param anchors of each map of the pyramid
 * @param scale how large it sees images
 * @param proposals how many regions are looked at
 * @param samples how many boxes of an image the losses are computed of
 * @param detections which boxes are returned
 */
public record FasterRcnnConfig(
        Body body,
        int types,
        int pyramidWidth,
        int headWidth,
        AnchorGrid anchors,
        ImageScale scale,
        Proposals proposals,
        Samples samples,
        Detections detections) {

    /** Channels of the feature pyramid of a network that is trained from nothing; published ones have 256. */
    public static final int SCRATCH_PYRAMID_WIDTH = 128;

    private static final Norms TRAINED_NORMS = new Norms(false, 1e-5, 0.1);
    private static final Norms TRAINED_MOBILE_NORMS = new Norms(false, 1e-3, 0.01);
    private static final Norms FROZEN_NORMS = new Norms(true, 1e-5, 0.1);
    private static final Detections MEASURED = new Detections(Detector.MIN_SCORE, new Nms(0.5, 100));

    /** The networks that compute feature maps. */
    public enum Variant {
        RESNET18,
        RESNET50,
        MOBILENET_V3_LARGE;

        /** Returns the number of parts that can be trained or left as they are. */
        public int stages() {
            return this == MOBILENET_V3_LARGE ? 6 : 5;
        }

        int pyramidMaps() {
            return this == MOBILENET_V3_LARGE ? 3 : 5;
        }
    }

    /**
     * What computes feature maps.
     *
     * @param width factor of the channels, 1 for the published networks
     * @param trainedStages how many of {@link Variant#stages} training changes, from the coarsest
     */
    public record Body(Variant variant, double width, Norms norms, int trainedStages) {

        private static final int RESNET_WIDTH = 64;

        Backbone build(WeightSource source, String prefix) {
            int resNetWidth = (int) Math.round(RESNET_WIDTH * width);
            return switch (variant) {
                case RESNET18 ->
                    ResNet.build(
                            source,
                            prefix,
                            new ResNet.Config(ResNet.Depth.LAYERS_18, resNetWidth, norms, trainedStages));
                case RESNET50 ->
                    ResNet.build(
                            source,
                            prefix,
                            new ResNet.Config(ResNet.Depth.LAYERS_50, resNetWidth, norms, trainedStages));
                case MOBILENET_V3_LARGE ->
                    MobileNetV3.build(source, prefix, new MobileNetV3.Config(width, norms, trainedStages));
            };
        }
    }

    /**
     * How regions are proposed.
     *
     * @param training how many in training
     * @param detecting how many when the network detects
     * @param maxOverlap largest IoU of two proposals of a map
     * @param minScore least objectness
     */
    public record Proposals(Count training, Count detecting, double maxOverlap, double minScore) {

        /**
         * How many regions are proposed.
         *
         * @param ofMap the best anchors of each map
         * @param atMost proposals of an image, after those that overlap a better one are dropped
         */
        public record Count(int ofMap, int atMost) {}
    }

    /**
     * How many boxes of an image the losses are computed of.
     *
     * @param anchors for the proposals
     * @param regions for the types and the refined boxes
     */
    public record Samples(Sampling anchors, Sampling regions) {}

    /**
     * Which boxes are returned.
     *
     * @param minScore a box of this score is not returned
     * @param suppression of boxes of one type
     */
    public record Detections(double minScore, Nms suppression) {}

    /**
     * The network that is trained without published weights: a narrow pyramid, few regions, and anchors for the long and the flat boxes of defects.
     *
     * @param imageSize long side of an image in pixels
     */
    public static FasterRcnnConfig fromScratch(Variant variant, int types, int imageSize) {
        Norms norms = variant == Variant.MOBILENET_V3_LARGE ? TRAINED_MOBILE_NORMS : TRAINED_NORMS;
        return new FasterRcnnConfig(
                new Body(variant, 1, norms, variant.stages()),
                types,
                SCRATCH_PYRAMID_WIDTH,
                512,
                anchors(variant, List.of(24.0, 48.0, 96.0, 192.0, 320.0), List.of(0.2, 0.5, 1.0, 2.0, 5.0)),
                new ImageScale(imageSize, imageSize),
                new Proposals(new Proposals.Count(500, 300), new Proposals.Count(500, 300), 0.7, 0),
                new Samples(new Sampling(256, 0.5), new Sampling(128, 0.25)),
                MEASURED);
    }

    /**
     * The network as torchvision publishes it, with half of the regions: the norms are frozen, and the two finest stages (of a MobileNet the three
     * finest) stay as they are.
     *
     * @param imageSize long side of an image in pixels
     */
    public static FasterRcnnConfig published(Variant variant, int types, int imageSize) {
        boolean mobile = variant == Variant.MOBILENET_V3_LARGE;
        return new FasterRcnnConfig(
                new Body(variant, 1, FROZEN_NORMS, 3),
                types,
                256,
                1024,
                anchors(variant, List.of(32.0, 64.0, 128.0, 256.0, 512.0), List.of(0.5, 1.0, 2.0)),
                new ImageScale(imageSize, imageSize),
                new Proposals(new Proposals.Count(1000, 500), new Proposals.Count(1000, 500), 0.7, mobile ? 0.05 : 0),
                new Samples(new Sampling(256, 0.5), new Sampling(128, 0.25)),
                MEASURED);
    }

    /** A ResNet's maps have one size each, from the finest; a MobileNet's few maps have all sizes. */
    private static AnchorGrid anchors(Variant variant, List<Double> sizes, List<Double> ratios) {
        return variant == Variant.MOBILENET_V3_LARGE
                ? new AnchorGrid(Collections.nCopies(variant.pyramidMaps(), sizes), ratios)
                : new AnchorGrid(sizes.stream().map(List::of).toList(), ratios);
    }

    /**
     * Returns this network with another epsilon of its norms. The published {@code fasterrcnn_resnet50_fpn} was trained with 0.
     */
    public FasterRcnnConfig withEpsilon(double epsilon) {
        Norms norms = new Norms(body.norms.frozen(), epsilon, body.norms.momentum());
        return new FasterRcnnConfig(
                new Body(body.variant, body.width, norms, body.trainedStages),
                types,
                pyramidWidth,
                headWidth,
                anchors,
                scale,
                proposals,
                samples,
                detections);
    }

    public FasterRcnnConfig {
        if (anchors.sizes().size() != body.variant.pyramidMaps()) {
            throw new IllegalArgumentException("the pyramid of " + body.variant + " has " + body.variant.pyramidMaps()
                    + " maps, but there are anchors for " + anchors.sizes().size());
        }
        long different = anchors.sizes().stream().map(List::size).distinct().count();
        if (different > 1) {
            throw new IllegalArgumentException("all maps have the same number of anchors at a cell: " + anchors);
        }
    }
}
