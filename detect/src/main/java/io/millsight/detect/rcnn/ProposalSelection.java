package io.millsight.detect.rcnn;

import io.millsight.detect.box.BoxDeltas;
import io.millsight.detect.box.Boxes;
import io.millsight.detect.box.Nms;
import io.millsight.detect.box.Ranking;
import io.millsight.detect.rcnn.FasterRcnnConfig.Proposals;
import io.millsight.detect.rcnn.ProposalNetwork.Predictions;
import io.millsight.image.ImageSize;
import io.millsight.torch.Scope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the regions that the head looks at: of each map the best anchors, moved and clipped to the image, without those that overlap a better one.
 * No gradient flows through the choice.
 */
record ProposalSelection(Proposals settings, Proposals.Count count) {

    /** The way from an anchor to a proposal. */
    static final BoxDeltas DELTAS = new BoxDeltas(1, 1);

    private static final double MIN_SIDE = 1e-3; // pixels

    /**
     * The proposals of an image by falling score.
     *
     * @param boxes four numbers each, in pixels of the image as the network sees it
     * @param scores from 0 to 1
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Proposed(float[] boxes, float[] scores) {}

    /** Chooses the proposals of each image. */
    List<Proposed> of(Predictions predictions, List<ImageSize> sizes) {
        List<Proposed> proposals = new ArrayList<>();
        for (int image = 0; image < sizes.size(); image++) {
            try (Scope scope = Scope.open()) {
                float[] logits = predictions.objectness().select(0, image).toFloats();
                float[] deltas = predictions.deltas().select(0, image).toFloats();
                proposals.add(ofImage(predictions, logits, deltas, sizes.get(image)));
            }
        }
        return proposals;
    }

    private Proposed ofImage(Predictions predictions, float[] logits, float[] deltas, ImageSize size) {
        int[] best = bestOfEachMap(predictions, logits);
        float[] moved = DELTAS.decode(Boxes.at(predictions.anchors(), best), Boxes.at(deltas, best));
        Boxes.clip(moved, size.width(), size.height());
        int[] usable = IntStream.range(0, best.length)
                .filter(i ->
                        Boxes.hasSides(moved, i, MIN_SIDE) && sigmoid(logits[best[i]]) >= (float) settings.minScore())
                .toArray();
        float[] boxes = Boxes.at(moved, usable);
        float[] scores = new float[usable.length];
        int[] maps = new int[usable.length];
        for (int i = 0; i < usable.length; i++) {
            scores[i] = sigmoid(logits[best[usable[i]]]);
            maps[i] = predictions.mapOf(best[usable[i]]);
        }
        int[] kept = new Nms(settings.maxOverlap(), count.atMost()).select(boxes, scores, maps);
        Proposed proposed = new Proposed(Boxes.at(boxes, kept), new float[kept.length]);
        for (int i = 0; i < kept.length; i++) {
            proposed.scores[i] = scores[kept[i]];
        }
        return proposed;
    }

    private int[] bestOfEachMap(Predictions predictions, float[] logits) {
        int[] best = new int[logits.length];
        int found = 0;
        int first = 0;
        for (int anchors : predictions.ofMaps()) {
            for (int anchor : Ranking.best(Arrays.copyOfRange(logits, first, first + anchors), count.ofMap())) {
                best[found++] = first + anchor;
            }
            first += anchors;
        }
        return Arrays.copyOf(best, found);
    }

    private static float sigmoid(float logit) {
        return (float) (1 / (1 + Math.exp(-logit)));
    }
}
