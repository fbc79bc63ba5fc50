package io.millsight.detect.rcnn;

import io.millsight.torch.CrossEntropy;
import io.millsight.torch.DetectionLosses;
import io.millsight.torch.Device;
import io.millsight.torch.Tensor;
import java.util.List;

/**
 * What the types and the refined boxes cost (Girshick 2015, equation 1).
 *
 * @param type mean cross-entropy over the sampled regions of all images
 * @param box of the regions that belong to annotations, the four deltas of the true type; summed and divided by the number of all sampled regions
 */
record RegionLoss(Tensor type, Tensor box) {

    /** Computes the losses. */
    static RegionLoss of(RegionHead.Outputs outputs, List<RegionSamples> samples) {
        int count = samples.stream().mapToInt(image -> image.labels().length).sum();
        int positives =
                samples.stream().mapToInt(image -> image.targets().length / 4).sum();
        long types = outputs.logits().size(1);
        long[] labels = new long[count];
        long[] rows = new long[positives];
        float[] targets = new float[4 * positives];
        int region = 0;
        int positive = 0;
        for (RegionSamples ofImage : samples) {
            System.arraycopy(ofImage.targets(), 0, targets, 4 * positive, ofImage.targets().length);
            for (int label : ofImage.labels()) {
                if (label > 0) {
                    rows[positive++] = region * types + label;
                }
                labels[region++] = label;
            }
        }
        Device device = outputs.logits().device();
        Tensor moves = outputs.deltas()
                .reshape(-1, 4)
                .indexSelect(0, Tensor.of(rows, positives).to(device));
        return new RegionLoss(
                CrossEntropy.sum(outputs.logits(), Tensor.of(labels, count).to(device))
                        .dividedBy(count),
                DetectionLosses.smoothL1(moves, Tensor.of(targets, positives, 4).to(device), ProposalLoss.BETA)
                        .dividedBy(count));
    }
}
