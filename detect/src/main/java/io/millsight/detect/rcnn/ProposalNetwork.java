package io.millsight.detect.rcnn;

import io.millsight.detect.box.AnchorGrid;
import io.millsight.detect.net.Activation;
import io.millsight.detect.net.BiasedConv;
import io.millsight.detect.net.ConvNorm.Shape;
import io.millsight.detect.net.Initial;
import io.millsight.detect.net.Phase;
import io.millsight.detect.net.WeightSource;
import io.millsight.image.ImageSize;
import io.millsight.torch.DType;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers that tell for every anchor whether it holds an object, and how its box has to move; the same for all maps of the pyramid.
 *
 * @param hidden 3×3
 * @param objectness a logit for each anchor
 * @param deltas four for each anchor
 */
record ProposalNetwork(AnchorGrid anchors, BiasedConv hidden, BiasedConv objectness, BiasedConv deltas) {

    private static final Initial INITIAL = new Initial.Normal(0, 0.01);
    private static final String PREFIX = "rpn.head.";

    /**
     * What the layers tell of all anchors (A in number), map by map.
     *
     * @param objectness float32 logits {@code [B, A]}
     * @param deltas float32 {@code [B, A, 4]}
     * @param anchors four numbers each
     * @param ofMaps number of anchors of each map
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Predictions(Tensor objectness, Tensor deltas, float[] anchors, List<Integer> ofMaps) {

        /** Returns the number of anchors. */
        int count() {
            return anchors.length / 4;
        }

        /** Returns the map to which an anchor belongs. */
        int mapOf(int anchor) {
            int map = 0;
            for (int first = ofMaps.get(0); first <= anchor; first += ofMaps.get(map)) {
                map++;
            }
            return map;
        }
    }

    static ProposalNetwork build(WeightSource source, FasterRcnnConfig config) {
        int width = config.pyramidWidth();
        int perCell = config.anchors().perCell(0);
        return new ProposalNetwork(
                config.anchors(),
                BiasedConv.build(source, PREFIX + "conv.0.0", Shape.of(width, width, 3, 1), INITIAL)
                        .with(Activation.RELU),
                BiasedConv.build(source, PREFIX + "cls_logits", Shape.of(width, perCell, 1, 1), INITIAL),
                BiasedConv.build(source, PREFIX + "bbox_pred", Shape.of(width, 4 * perCell, 1, 1), INITIAL));
    }

    /**
     * Applies the layers.
     *
     * @param maps of the pyramid, {@code [B, C, h, w]}
     * @param image size of the padded images
     */
    Predictions apply(List<Tensor> maps, ImageSize image, Phase phase) {
        List<Tensor> logits = new ArrayList<>();
        List<Tensor> moves = new ArrayList<>();
        List<ImageSize> sizes = new ArrayList<>();
        List<Integer> ofMaps = new ArrayList<>();
        for (Tensor map : maps) {
            Tensor value = hidden.apply(map, phase);
            logits.add(perAnchor(objectness.apply(value, phase), 1));
            moves.add(perAnchor(deltas.apply(value, phase), 4));
            sizes.add(new ImageSize((int) map.size(3), (int) map.size(2)));
            ofMaps.add((int) logits.get(logits.size() - 1).size(1));
        }
        return new Predictions(
                Tensor.concatenate(logits, 1).select(2, 0),
                Tensor.concatenate(moves, 1),
                anchors.all(image, sizes),
                List.copyOf(ofMaps));
    }

    /** Returns {@code [B, h · w · anchors of a cell, numbers]} of {@code [B, anchors of a cell · numbers, h, w]}. */
    private static Tensor perAnchor(Tensor map, int numbers) {
        return map.permute(0, 2, 3, 1).reshape(map.size(0), -1, numbers).to(DType.FLOAT32);
    }
}
