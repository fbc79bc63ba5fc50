package io.millsight.tuning;

import io.millsight.steel.report.Edge;
import java.util.List;

/** What the tokens of one image say that they show, where a model was taught that with {@code cell_loss_weight}. */
public final class CellReadings {

    /** The edges in the order of the paper's sentence, in which the lessons number them. */
    public static final List<Edge> EDGES = List.of(Edge.X1, Edge.X2, Edge.Y1, Edge.Y2);

    private final double[][] types;
    private final double[][][] edges;

    /**
     * @param types the probability of each type of the task, by token and type; not copied
     * @param edges the probability of each number from 0, by token, edge in the order of {@link #EDGES} and number; not copied
     */
    public CellReadings(double[][] types, double[][][] edges) {
        this.types = types;
        this.edges = edges;
    }

    /** How many tokens there are. */
    public int tokens() {
        return types.length;
    }

    /** The probability that a token shows a type. */
    public double type(int token, int type) {
        return types[token][type];
    }

    /** The probability of each number from 0 that an edge of what a token shows lies there; not a copy. */
    public double[] edge(int token, Edge edge) {
        return edges[token][EDGES.indexOf(edge)];
    }
}
