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
 * Weighted boxes fusion: statements of several looks that mean the same defect become one, whose box is their mean, weighted by their confidence.
 * Unlike non-maximum suppression it throws no statement away.
 *
 * <p>Looks may be at parts of a picture. A statement that ends where its part ends says nothing of that side of the box. A look is asked about a defect if it
 * states it or its part shows it, unless smaller parts show it in much more detail.
 *
 * @see <a href="https://arxiv.org/abs/1910.13302">Solovyev, Wang and Gabruseva, Weighted boxes fusion</a>
 */
final class BoxFusion {

    /** From which overlap on statements of one type mean the same defect. */
    private static final double SAME = 0.4;

    /** How much larger a part may be than the smallest that shows a defect, in area, so that it is still asked about it: it sees less detail. */
    private static final double COARSER = 2.5;

    private static final double LEAST_WEIGHT = 1e-12;

    private final List<View> views;
    private final List<Cluster> clusters = new ArrayList<>();

    private BoxFusion(List<View> views) {
        this.views = views;
    }

    /**
     * What looks state together.
     *
     * @param defect with the mean confidence of the looks that are asked about it, of which those that do not state it count as 0
     * @param share of those looks that state it, from 0 (only looks that see less detail do) to 1
     */
    record Fused(InspectedDefect defect, double share) {

        double confidence() {
            return defect.confidence();
        }
    }

    /**
     * Fuses what was stated.
     *
     * @param looks at the same picture
     * @return by falling confidence
     */
    static List<Fused> fuse(List<Look> looks) {
        BoxFusion fusion = new BoxFusion(looks.stream().map(Look::view).toList());
        List<Statement> statements = new ArrayList<>();
        for (int look = 0; look < looks.size(); look++) {
            View view = looks.get(look).view();
            for (InspectedDefect defect : looks.get(look).seen().defects()) {
                statements.add(new Statement(look, view, defect, view.cut(defect.box())));
            }
        }
        statements.sort(Comparator.comparingDouble(Statement::rank).reversed());
        statements.forEach(fusion::add);
        return fusion.clusters.stream()
                .map(fusion::fused)
                .sorted(Comparator.comparingDouble(Fused::confidence).reversed())
                .toList();
    }

    private void add(Statement statement) {
        nearest(statement)
                .filter(cluster -> statement.overlap(cluster) >= SAME)
                .ifPresentOrElse(cluster -> cluster.add(statement), () -> clusters.add(new Cluster(statement)));
    }

    /** A look states a defect once, so it has no second voice in a cluster. */
    private Optional<Cluster> nearest(Statement statement) {
        return clusters.stream()
                .filter(cluster -> cluster.type.equals(statement.defect.type()))
                .filter(cluster -> cluster.voiceOf(statement.look).isEmpty())
                .max(Comparator.comparingDouble(statement::overlap));
    }

    /** Only the looks that are asked have a voice, the others none for and none against. */
    private Fused fused(Cluster cluster) {
        double largest = COARSER * finest(cluster);
        double confidence = 0;
        int voices = 0;
        int asked = 0;
        for (int look = 0; look < views.size(); look++) {
            View view = views.get(look);
            if (view.window().area() > largest) {
                continue;
            }
            Optional<Statement> voice = cluster.voiceOf(look);
            if (voice.isPresent()) {
                confidence += voice.get().confidence();
                voices++;
            }
            if (voice.isPresent() || view.shows(cluster.box)) {
                asked++;
            }
        }
        return new Fused(new InspectedDefect(cluster.type, cluster.box, confidence / asked), (double) voices / asked);
    }

    /** The area of the smallest part that shows a defect, or, if none does, that somebody stated it of. */
    private double finest(Cluster cluster) {
        return views.stream()
                .filter(view -> view.shows(cluster.box))
                .mapToDouble(view -> view.window().area())
                .min()
                .orElseGet(() -> cluster.statements.stream()
                        .mapToDouble(statement -> statement.view.window().area())
                        .min()
                        .orElseThrow());
    }

    private record Statement(int look, View view, InspectedDefect defect, Set<BoxEdge> cut) {

        double confidence() {
            return defect.confidence();
        }

        /** Whole boxes come first, so that they find together before cut ones join them. */
        double rank() {
            return cut.isEmpty() ? confidence() : confidence() / 2;
        }

        double overlap(Cluster cluster) {
            return view.iou(cluster.box, defect.box());
        }
    }

    /** Statements that mean the same defect. */
    private static final class Cluster {

        private final DefectType type;
        private final List<Statement> statements = new ArrayList<>();
        private BoundingBox box;

        Cluster(Statement first) {
            type = first.defect.type();
            statements.add(first);
            box = first.defect.box();
        }

        void add(Statement statement) {
            statements.add(statement);
            double left = mean(BoxEdge.X1);
            double top = mean(BoxEdge.Y1);
            double right = mean(BoxEdge.X2);
            double bottom = mean(BoxEdge.Y2);
            if (left < right && top < bottom) { // sides known from different statements may be in the wrong order
                box = new BoundingBox(left, top, right, bottom);
            }
        }

        Optional<Statement> voiceOf(int look) {
            return statements.stream()
                    .filter(statement -> statement.look == look)
                    .findFirst();
        }

        /** Of the statements that know it, or of all if none does. */
        private double mean(BoxEdge edge) {
            List<Statement> knowing = statements.stream()
                    .filter(statement -> !statement.cut.contains(edge))
                    .toList();
            double sum = 0;
            double weights = 0;
            for (Statement statement : knowing.isEmpty() ? statements : knowing) {
                double weight = Math.max(LEAST_WEIGHT, statement.confidence());
                sum += weight * edge.of(statement.defect.box());
                weights += weight;
            }
            return sum / weights;
        }
    }
}
