package io.millsight.tuning;

/** What the tokens of one image say that they show, where a model was taught that with {@code cell_loss_weight}. */
public final class CellReadings {

    private final double[][] types;
    private final double[][][] edges;

    /**
     * @param types the probability of each type of the task, by token and type; not copied
     * @param edges the probability of each number from 0, by token, edge (x from, x to, y from, y to) and number; not copied
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

    /** How many numbers have a probability. */
    public int numbers() {
        return edges.length == 0 ? 0 : edges[0][0].length;
    }

    /** The probability that an edge (x from, x to, y from, y to) of what a token shows lies at a number. */
    public double edge(int token, int edge, int number) {
        return edges[token][edge][number];
    }
}
