package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportGuide;
import io.millsight.steel.report.ReportRules;
import io.millsight.tuning.BellCurve;
import io.millsight.tuning.CellReadings;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two witnesses of two dents, and one of a scratch. */
class CellEvidenceTest {

    private static final List<Integer> NUMBERS =
            IntStream.rangeClosed(0, 200).boxed().toList();
    private static final String DENT = "The steel surface has a dent in the region from X coordinates";

    private final CellEvidence evidence = new CellEvidence(
            new CellReadings(new double[][] {{0.9, 0.1}, {0.8, 0.2}, {0, 1}}, new double[][][] {
                {sure(10), sure(60), sure(20), sure(80)},
                {sure(100), sure(150), sure(30), sure(40)},
                {sure(5), sure(7), sure(0), sure(200)}
            }),
            new BellCurve(6),
            new BellCurve(15));

    private static double[] sure(int number) {
        double[] probabilities = new double[201];
        probabilities[number] = 1;
        return probabilities;
    }

    private static ReportGuide after(String text) {
        ReportGuide guide = ReportGuide.start(new ReportRules(
                ReportDialect.PAPER,
                List.of(new DefectType("dent"), new DefectType("scratches")),
                CoordinateFrame.original(200, 200),
                4));
        String rest = text;
        while (!rest.isEmpty()) {
            String left = rest;
            ReportGuide.Continuation longest = guide.continuations().stream()
                    .filter(continuation -> left.startsWith(continuation.text()))
                    .max((a, b) -> a.text().length() - b.text().length())
                    .orElseThrow(() -> new AssertionError("no report goes on with" + left));
            guide = longest.next();
            rest = left.substring(longest.text().length());
        }
        return guide;
    }

    @Test
    void asksTheWitnessesOfTheType() {
        double[] found = evidence.of(after(DENT), NUMBERS);

        assertThat(found[10]).isCloseTo(0.9 / 1.7, within(1e-9));
        assertThat(found[100]).isCloseTo(0.8 / 1.7, within(1e-9));
        assertThat(found[5]).isZero();
    }

    @Test
    void believesThoseWhoAgreeWithWhatIsSaid() {
        double[] found = evidence.of(after(DENT + " 13 to"), List.of(150, 60));

        assertThat(found[1]).isGreaterThan(0.999);
        assertThat(found[0]).isLessThan(0.001);
    }

    @Test
    void asksForTheNextDefectOnceOneIsTold() {
        double[] found = evidence.of(after(DENT + " 12 to 58 and Y coordinates 20 to 84 Defects.\n" + DENT), NUMBERS);

        assertThat(found[100]).isGreaterThan(0.85);
    }

    @Test
    void knowsNothingOfNumbersThatAreNoTokens() {
        assertThat(evidence.of(after(DENT), List.of(201, 100))[0]).isZero();
    }
}
