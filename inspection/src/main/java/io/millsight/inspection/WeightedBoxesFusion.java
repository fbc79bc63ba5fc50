package io.millsight.inspection;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxEdge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Weighted boxes fusion over the views of one image: boxes of several views that overlap become one box, their mean weighted by score. Unlike
 * non-maximum suppression, fusion uses all boxes.
 *
 * <p>Two additions handle crops:
 *
 * <ul>
 *   <li>If a box ends where its crop ends, the true edge may lie outside the crop. The box does not count for the mean of this edge.
 *   <li>A view votes on a box if it proposes the box or if its crop shows the box. A view does not vote if smaller crops show the box in much more
 *       detail.
 * </ul>
 *
 * @see <a href="https://arxiv.org/abs/1910.13302">Solovyev, Wang and Gabruseva, Weighted boxes fusion</a>
 */
final class WeightedBoxesFusion {

    /** Boxes of one type with at least this overlap (intersection over union) belong to one defect. */
    private static final double SAME_DEFECT = 0.4;

    /** A crop may have this many times the area of the smallest crop that shows the box. A larger crop shows too little detail to vote. */
    private static final double LARGEST_CROP = 2.5;

    private static final double SMALLEST_WEIGHT = 1e-12;

    private final List<View> views;
    private final List<Cluster> clusters = new ArrayList<>();

    private WeightedBoxesFusion(List<View> views) {
        this.views = views;
    }

    /**
     * A fused box.
     *
     * @param defect its score is the mean over the views that vote on it; a view that does not propose the box counts as 0
     * @param share the share of these views that propose the box, from 0 to 1; 0 if only views propose it that do not vote
     */
    record Fused(InspectedDefect defect, double share) {

        double score() {
            return defect.score();
        }
    }

    /**
     * Fuses the boxes of an image's views.
     *
     * @return the fused boxes, by falling score
     */
    static List<Fused> fuse(List<ViewResult> results) {
        WeightedBoxesFusion fusion =
                new WeightedBoxesFusion(results.stream().map(ViewResult::view).toList());
        List<Proposal> proposals = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            View view = results.get(index).view();
            for (InspectedDefect defect : results.get(index).defects()) {
                proposals.add(new Proposal(index, view, defect, view.cut(defect.box())));
            }
        }
        proposals.sort(Comparator.comparingDouble(Proposal::rank).reversed());
        proposals.forEach(fusion::add);
        return fusion.clusters.stream()
                .map(fusion::fused)
                .sorted(Comparator.comparingDouble(Fused::score).reversed())
                .toList();
    }

    private void add(Proposal proposal) {
        nearest(proposal)
                .filter(cluster -> proposal.overlap(cluster) >= SAME_DEFECT)
                .ifPresentOrElse(cluster -> cluster.add(proposal), () -> clusters.add(new Cluster(proposal)));
    }

    /** Returns the cluster with the largest overlap. A cluster takes at most one box of each view. */
    private Optional<Cluster> nearest(Proposal proposal) {
        return clusters.stream()
                .filter(cluster -> cluster.type.equals(proposal.defect.type()))
                .filter(cluster -> cluster.proposalOf(proposal.viewIndex).isEmpty())
                .max(Comparator.comparingDouble(proposal::overlap));
    }

    private Fused fused(Cluster cluster) {
        double largest = LARGEST_CROP * smallestCrop(cluster);
        double score = 0;
        int votes = 0;
        int voters = 0;
        for (int index = 0; index < views.size(); index++) {
            View view = views.get(index);
            if (view.crop().area() > largest) {
                continue;
            }
            Optional<Proposal> proposal = cluster.proposalOf(index);
            if (proposal.isPresent()) {
                score += proposal.get().score();
                votes++;
            }
            if (proposal.isPresent() || view.shows(cluster.box)) {
                voters++;
            }
        }
        return new Fused(new InspectedDefect(cluster.type, cluster.box, score / voters), (double) votes / voters);
    }

    /** Returns the area of the smallest crop that shows the box. If no crop shows the box, only the crops that propose it count. */
    private double smallestCrop(Cluster cluster) {
        return views.stream()
                .filter(view -> view.shows(cluster.box))
                .mapToDouble(view -> view.crop().area())
                .min()
                .orElseGet(() -> cluster.proposals.stream()
                        .mapToDouble(proposal -> proposal.view.crop().area())
                        .min()
                        .orElseThrow());
    }

    /**
     * A box that one view proposes.
     *
     * @param viewIndex the place of the view in the list of views
     * @param cut the edges that may lie outside the crop
     */
    private record Proposal(int viewIndex, View view, InspectedDefect defect, Set<BoxEdge> cut) {

        double score() {
            return defect.score();
        }

        /** Complete boxes come first, so that they form clusters before cut boxes join. */
        double rank() {
            return cut.isEmpty() ? score() : score() / 2;
        }

        double overlap(Cluster cluster) {
            return view.iou(cluster.box, defect.box());
        }
    }

    /** The boxes that belong to one defect. */
    private static final class Cluster {

        private final DefectType type;
        private final List<Proposal> proposals = new ArrayList<>();
        private BoundingBox box;

        Cluster(Proposal first) {
            type = first.defect.type();
            proposals.add(first);
            box = first.defect.box();
        }

        void add(Proposal proposal) {
            proposals.add(proposal);
            double left = mean(BoxEdge.X1);
            double top = mean(BoxEdge.Y1);
            double right = mean(BoxEdge.X2);
            double bottom = mean(BoxEdge.Y2);
            if (left < right && top < bottom) { // two edges from different boxes may be in the wrong order
                box = new BoundingBox(left, top, right, bottom);
            }
        }

        Optional<Proposal> proposalOf(int viewIndex) {
            return proposals.stream()
                    .filter(proposal -> proposal.viewIndex == viewIndex)
                    .findFirst();
        }

        /** Returns the mean of the boxes whose edge is not cut. If all edges are cut, all boxes count. */
        private double mean(BoxEdge edge) {
            List<Proposal> uncut = proposals.stream()
                    .filter(proposal -> !proposal.cut.contains(edge))
                    .toList();
            double sum = 0;
            double weights = 0;
            for (Proposal proposal : uncut.isEmpty() ? proposals : uncut) {
                double weight = Math.max(SMALLEST_WEIGHT, proposal.score());
                sum += weight * edge.of(proposal.defect.box());
                weights += weight;
            }
            return sum / weights;
        }
    }
}
