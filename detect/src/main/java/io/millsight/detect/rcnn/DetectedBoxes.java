package io.millsight.detect.rcnn;

import io.millsight.detect.ScoredBox;
import io.millsight.detect.box.Boxes;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Makes detections of what the head tells of the proposals of an image. */
final class DetectedBoxes {

    private static final double MIN_SIDE = 1e-2; // pixels of the image as the network sees it

    private final FasterRcnnConfig.Detections settings;
    private final int labels;

    /** @param types without background */
    DetectedBoxes(FasterRcnnConfig.Detections settings, int types) {
        this.settings = settings;
        this.labels = types + 1;
    }

    /**
     * What the head tells of the proposals of an image.
     *
     * @param proposals four numbers each
     * @param scores of background and of each type, one row for each proposal
     * @param deltas four for background and for each type, one row for each proposal
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Told(float[] proposals, float[] scores, float[] deltas) {}

    /**
     * Chooses the boxes of an image by falling score.
     *
     * @param seen size of the image as the network sees it
     * @param image size of the image in whose pixels the boxes are
     */
    List<ScoredBox> of(Told told, ImageSize seen, ImageSize image) {
        int[] likely = likely(told.scores); // proposal · labels + label
        float[] moved = RegionHead.DELTAS.decode(
                Boxes.at(
                        told.proposals,
                        Arrays.stream(likely).map(entry -> entry / labels).toArray()),
                Boxes.at(told.deltas, likely));
        Boxes.clip(moved, seen.width(), seen.height());
        int[] usable = IntStream.range(0, likely.length)
                .filter(i -> Boxes.hasSides(moved, i, MIN_SIDE))
                .toArray();
        float[] boxes = Boxes.at(moved, usable);
        float[] scores = new float[usable.length];
        int[] types = new int[usable.length];
        for (int i = 0; i < usable.length; i++) {
            scores[i] = told.scores[likely[usable[i]]];
            types[i] = likely[usable[i]] % labels - 1;
        }
        List<ScoredBox> detected = new ArrayList<>();
        for (int kept : settings.suppression().select(boxes, scores, types)) {
            detected.add(new ScoredBox(types[kept], inImage(boxes, kept, seen, image), scores[kept]));
        }
        return detected;
    }

    private int[] likely(float[] scores) {
        int[] entries = new int[scores.length];
        int count = 0;
        for (int entry = 0; entry < scores.length; entry++) {
            if (entry % labels != 0 && scores[entry] > settings.minScore()) {
                entries[count++] = entry;
            }
        }
        return Arrays.copyOf(entries, count);
    }

    private static BoundingBox inImage(float[] boxes, int box, ImageSize seen, ImageSize image) {
        float factorX = (float) image.width() / seen.width();
        float factorY = (float) image.height() / seen.height();
        int at = 4 * box;
        return new BoundingBox(
                boxes[at] * factorX,
                boxes[at + 1] * factorY,
                Math.min(boxes[at + 2] * factorX, image.width()),
                Math.min(boxes[at + 3] * factorY, image.height()));
    }
}
