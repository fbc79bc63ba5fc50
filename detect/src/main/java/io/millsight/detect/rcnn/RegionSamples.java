package io.millsight.detect.rcnn;

import io.millsight.detect.box.Boxes;
import io.millsight.detect.box.Matching;
import io.millsight.detect.box.Sampling;
import io.millsight.detect.box.Sampling.Draw;
import io.millsight.detect.box.Sampling.Sample;
import io.millsight.image.ImageSize;
import java.util.Arrays;

/**
 * The regions of an image that the head learns from.
 *
 * @param boxes four numbers each
 * @param labels type + 1, or 0 for background
 * @param targets of regions that belong to annotations: four deltas each
 */
@SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
record RegionSamples(float[] boxes, int[] labels, float[] targets) {

    private static final Matching MATCHING = new Matching(0.5f, 0.5f, false);

    /**
     * Chooses regions among the proposals and the annotated boxes, which are perfect proposals.
     *
     * @param proposals four numbers each
     */
    static RegionSamples of(float[] proposals, Truths truths, ImageSize image, Sampling sampling, Draw draw) {
        float[] candidates = joined(proposals, truths.boxes());
        if (candidates.length == 0) { // then the whole image stands for the background
            candidates = new float[] {0, 0, image.width(), image.height()};
        }
        int[] matched = MATCHING.match(truths.boxes(), candidates);
        Sample sample = sampling.pick(matched, draw);
        int[] theirs =
                Arrays.stream(sample.positive()).map(region -> matched[region]).toArray();
        return new RegionSamples(
                Boxes.at(candidates, sample.all()),
                Arrays.stream(sample.all())
                        .map(region -> matched[region] >= 0 ? truths.types()[matched[region]] + 1 : 0)
                        .toArray(),
                RegionHead.DELTAS.encode(Boxes.at(candidates, sample.positive()), Boxes.at(truths.boxes(), theirs)));
    }

    private static float[] joined(float[] first, float[] second) {
        float[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
