package io.millsight.inspection;

import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Weighted boxes fusion: statements of several looks that mean the same defect become one, whose box is their mean, weighted by their confidence.
 * Unlike non-maximum suppression it throws no statement away.
 *
 * @see <a href="https://arxiv.org/abs/1910.13302">Solovyev, Wang and Gabruseva, Weighted boxes fusion</a>
 */
final class BoxFusion {

    /** From which overlap on statements of one type mean the same defect. */
    private static final double SAME = 0.5;

    private static final double LEAST_WEIGHT = 1e-12;

    private final int looks;
    private final List<Cluster> clusters = new ArrayList<>();

    private BoxFusion(int looks) {
        this.looks = looks;
    }

    /**
     * Fuses what was stated.
     *
     * @param looks what each of them states, in pixels of the same image
     * @return by falling confidence: the mean over all looks, of which those that do not state the defect count as 0
     */
    static List<InspectedDefect> fuse(List<List<InspectedDefect>> looks) {
        BoxFusion fusion = new BoxFusion(looks.size());
        List<Statement> statements = new ArrayList<>();
        for (int look = 0; look < looks.size(); look++) {
            for (InspectedDefect defect : looks.get(look)) {
                statements.add(new Statement(look, defect));
            }
        }
        statements.sort(Comparator.comparingDouble(Statement::confidence).reversed());
        statements.forEach(fusion::add);
        return fusion.clusters.stream()
                .map(fusion::fused)
                .sorted(Comparator.comparingDouble(InspectedDefect::confidence).reversed())
                .toList();
    }

    private void add(Statement statement) {
        nearest(statement)
                .filter(cluster -> cluster.box.iou(statement.box()) >= SAME)
                .ifPresentOrElse(cluster -> cluster.add(statement), () -> clusters.add(new Cluster(statement)));
    }

    /** A look states a defect once, so it has no second voice in a cluster. */
    private Optional<Cluster> nearest(Statement statement) {
        return clusters.stream()
                .filter(cluster -> cluster.type.equals(statement.defect().type()))
                .filter(cluster -> !cluster.hasVoiceOf(statement.look()))
                .max(Comparator.comparingDouble(cluster -> cluster.box.iou(statement.box())));
    }

    private InspectedDefect fused(Cluster cluster) {
        double sum =
                cluster.statements.stream().mapToDouble(Statement::confidence).sum();
        return new InspectedDefect(cluster.type, cluster.box, sum / looks);
    }

    private record Statement(int look, InspectedDefect defect) {

        BoundingBox box() {
            return defect.box();
        }

        double confidence() {
            return defect.confidence();
        }
    }

    /** Statements that mean the same defect. */
    private static final class Cluster {

        private final DefectType type;
        private final List<Statement> statements = new ArrayList<>();
        private BoundingBox box;

        Cluster(Statement first) {
            type = first.defect().type();
            statements.add(first);
            box = first.box();
        }

        void add(Statement statement) {
            statements.add(statement);
            box = new BoundingBox(
                    mean(BoundingBox::xMin), mean(BoundingBox::yMin), mean(BoundingBox::xMax), mean(BoundingBox::yMax));
        }

        boolean hasVoiceOf(int look) {
            return statements.stream().anyMatch(statement -> statement.look() == look);
        }

        private double mean(ToDoubleFunction<BoundingBox> edge) {
            double sum = 0;
            double weights = 0;
            for (Statement statement : statements) {
                double weight = Math.max(LEAST_WEIGHT, statement.confidence());
                sum += weight * edge.applyAsDouble(statement.box());
                weights += weight;
            }
            return sum / weights;
        }
    }
}
