package io.millsight.inspection;

import io.millsight.steel.report.Edge;
import io.millsight.steel.report.ReportGuide;
import io.millsight.steel.report.StatementDraft;
import io.millsight.tuning.BellCurve;
import io.millsight.tuning.CellReadings;
import java.util.List;

/**
 * What an image's own tokens know about the box that an answer is stating. Each token is a witness of one defect: it gives a probability to every type and
 * to every number of each edge. Witnesses count as far as they agree with what the statement says already, and less where an earlier statement has told of
 * their defect; then they are asked for the next edge.
 *
 * @param readings of the tokens
 * @param agrees how far a token's number agrees with one of the statement
 * @param told how far an earlier statement tells of a token's defect, also where its edges are a little off
 */
record CellEvidence(CellReadings readings, BellCurve agrees, BellCurve told) {

    private static final double LEAST_WEIGHT = 1e-30;

    /**
     * The probability of each number for the next edge.
     *
     * @param place where the edge comes next and the type is decided
     * @param numbers in any order
     */
    double[] of(ReportGuide place, List<Integer> numbers) {
        StatementDraft statement = place.statement();
        Edge next = place.nextEdge().orElseThrow();
        double[] sums = new double[numbers.size()];
        double total = 0;
        for (int cell = 0; cell < readings.tokens(); cell++) {
            double weight = readings.type(cell, statement.type()) * agreement(cell, statement, agrees);
            for (StatementDraft said : place.said()) {
                if (said.type() == statement.type()) {
                    weight *= 1 - agreement(cell, said, told);
                }
            }
            double[] probabilities = readings.edge(cell, next);
            for (int i = 0; i < sums.length; i++) {
                int number = numbers.get(i);
                sums[i] += number < probabilities.length ? weight * probabilities[number] : 0;
            }
            total += weight;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= Math.max(total, LEAST_WEIGHT);
        }
        return sums;
    }

    /** How far a witness agrees with the numbers of a statement, from 0 to 1; 1 if it has none. */
    private double agreement(int cell, StatementDraft statement, BellCurve curve) {
        double agreement = 1;
        for (Edge edge : CellReadings.EDGES) {
            int number = statement.number(edge);
            if (number != StatementDraft.OPEN) {
                agreement *= around(readings.edge(cell, edge), number, curve);
            }
        }
        return agreement;
    }

    private static double around(double[] probabilities, int number, BellCurve curve) {
        int last = Math.min(probabilities.length - 1, number + curve.reach());
        double sum = 0;
        for (int i = Math.max(0, number - curve.reach()); i <= last; i++) {
            sum += probabilities[i] * curve.at(i - number);
        }
        return sum;
    }
}
