package io.millsight.inspection;

import io.millsight.steel.report.Edge;
import io.millsight.steel.report.ReportGuide;
import io.millsight.steel.report.StatementDraft;
import io.millsight.tuning.CellReadings;
import java.util.List;

/**
 * What an image's own tokens know about the box that an answer is stating. Each token is a witness of one defect: it gives a probability to every type and
 * to every number of each edge. Witnesses count as far as they agree with what the statement says already, and less where an earlier statement has told of
 * their defect; then they are asked for the next edge.
 *
 * @param readings of the tokens
 * @param width within which two numbers agree, a standard deviation in numbers
 */
record CellEvidence(CellReadings readings, double width) {

    private static final List<Edge> EDGES = List.of(Edge.X1, Edge.X2, Edge.Y1, Edge.Y2);

    /** An earlier statement tells of a defect even if its edges are a little off. */
    private static final double TOLD = 2.5; // widths

    private static final double REACH = 3; // standard deviations
    private static final double LEAST_WEIGHT = 1e-30;

    /**
     * The probability of each number for the next edge.
     *
     * @param place where the edge comes next and the type is decided
     * @param numbers in any order
     */
    double[] of(ReportGuide place, List<Integer> numbers) {
        StatementDraft statement = place.statement();
        int next = EDGES.indexOf(place.nextEdge().orElseThrow());
        double[] sums = new double[numbers.size()];
        double total = 0;
        for (int cell = 0; cell < readings.tokens(); cell++) {
            double weight = readings.type(cell, statement.type()) * agreement(cell, statement, width);
            for (StatementDraft said : place.said()) {
                if (said.type() == statement.type()) {
                    weight *= 1 - agreement(cell, said, TOLD * width);
                }
            }
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weight * probability(cell, next, numbers.get(i));
            }
            total += weight;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= Math.max(total, LEAST_WEIGHT);
        }
        return sums;
    }

    /** How far a witness agrees with the numbers of a statement, from 0 to 1; 1 if it has none. */
    private double agreement(int cell, StatementDraft statement, double deviation) {
        double agreement = 1;
        for (int edge = 0; edge < EDGES.size(); edge++) {
            int number = statement.number(EDGES.get(edge));
            if (number != StatementDraft.OPEN) {
                agreement *= around(cell, edge, number, deviation);
            }
        }
        return agreement;
    }

    private double around(int cell, int edge, int number, double deviation) {
        int reach = (int) (REACH * deviation);
        double sum = 0;
        for (int i = Math.max(0, number - reach); i <= number + reach; i++) {
            double distance = (i - number) / deviation;
            sum += probability(cell, edge, i) * Math.exp(-distance * distance / 2);
        }
        return sum;
    }

    private double probability(int cell, int edge, int number) {
        return number < readings.numbers() ? readings.edge(cell, edge, number) : 0;
    }
}
