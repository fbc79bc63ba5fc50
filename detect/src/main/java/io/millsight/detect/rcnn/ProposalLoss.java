package io.millsight.detect.rcnn;

import io.millsight.detect.box.Boxes;
import io.millsight.detect.box.Matching;
import io.millsight.detect.box.Sampling;
import io.millsight.detect.box.Sampling.Draw;
import io.millsight.detect.box.Sampling.Sample;
import io.millsight.detect.rcnn.ProposalNetwork.Predictions;
import io.millsight.torch.DetectionLosses;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the proposals cost: some anchors of each image are compared with the annotations (Ren et al. 2015, equation 1).
 *
 * @param objectness mean over the sampled anchors of all images
 * @param box sum over those that belong to annotations, divided by the number of all sampled anchors
 */
record ProposalLoss(Tensor objectness, Tensor box) {

    /** Where the smooth L1 loss turns from a square into a line. */
    static final double BETA = 1.0 / 9;

    private static final Matching MATCHING = new Matching(0.3f, 0.7f, true);

    /**
     * Anchors of an image.
     *
     * @param matched of each anchor
     */
    @SuppressWarnings("ArrayRecordComponent") // a bundle of numbers, which is never compared
    record Sampled(int[] matched, Sample sample) {}

    /** Assigns and samples the anchors of each image. */
    static List<Sampled> sample(float[] anchors, List<Truths> truths, Sampling sampling, Draw draw) {
        List<Sampled> sampled = new ArrayList<>();
        for (Truths ofImage : truths) {
            int[] matched = MATCHING.match(ofImage.boxes(), anchors);
            sampled.add(new Sampled(matched, sampling.pick(matched, draw)));
        }
        return sampled;
    }

    /** Computes the losses of sampled anchors. */
    static ProposalLoss of(Predictions predictions, List<Truths> truths, List<Sampled> sampled) {
        int count =
                sampled.stream().mapToInt(image -> image.sample.all().length).sum();
        int positives = sampled.stream()
                .mapToInt(image -> image.sample.positive().length)
                .sum();
        long[] rows = new long[count];
        float[] isObject = new float[count];
        long[] positiveRows = new long[positives];
        float[] targets = new float[4 * positives];
        int row = 0;
        int positiveRow = 0;
        for (int image = 0; image < sampled.size(); image++) {
            int[] matched = sampled.get(image).matched;
            long first = (long) image * predictions.count();
            for (int anchor : sampled.get(image).sample.all()) {
                isObject[row] = matched[anchor] >= 0 ? 1 : 0;
                rows[row++] = first + anchor;
            }
            int[] positive = sampled.get(image).sample.positive();
            float[] deltas = deltas(predictions.anchors(), truths.get(image), matched, positive);
            System.arraycopy(deltas, 0, targets, 4 * positiveRow, deltas.length);
            for (int anchor : positive) {
                positiveRows[positiveRow++] = first + anchor;
            }
        }
        Device device = predictions.objectness().device();
        Tensor logits = predictions
                .objectness()
                .reshape(-1)
                .indexSelect(0, Tensor.of(rows, count).to(device));
        Tensor moves = predictions
                .deltas()
                .reshape(-1, 4)
                .indexSelect(0, Tensor.of(positiveRows, positives).to(device));
        return new ProposalLoss(
                DetectionLosses.binaryCrossEntropy(
                                logits, Tensor.of(isObject, count).to(device))
                        .dividedBy(Math.max(1, count)),
                DetectionLosses.smoothL1(moves, Tensor.of(targets, positives, 4).to(device), BETA)
                        .dividedBy(Math.max(1, count)));
    }

    private static float[] deltas(float[] anchors, Truths truths, int[] matched, int[] positive) {
        int[] theirs = Arrays.stream(positive).map(anchor -> matched[anchor]).toArray();
        return ProposalSelection.DELTAS.encode(Boxes.at(anchors, positive), Boxes.at(truths.boxes(), theirs));
    }
}
