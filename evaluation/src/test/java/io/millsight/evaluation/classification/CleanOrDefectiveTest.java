package io.millsight.evaluation.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.classification.CleanOrDefective.Point;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CleanOrDefectiveTest {

    private static final List<InspectedSurface> SURFACES = List.of(
            defective(0.9),
            defective(0.4),
            defective(),
            clean(0.6),
            clean(0.1),
            clean(),
            clean(),
            unreadableDefective());

    private static final CleanOrDefective LINE = new CleanOrDefective(SURFACES);

    @Test
    void countsEscapesAndOverkillsAtAThreshold() {
        assertThat(LINE.at(0)).isEqualTo(new Point(0, 1, 4, 2, 4, 1, 8));
        assertThat(LINE.at(0.5)).isEqualTo(new Point(0.5, 2, 4, 1, 4, 1, 8));
        assertThat(LINE.at(0.5).escapeRate()).hasValue(0.5);
        assertThat(LINE.at(0.5).overkillRate()).hasValue(0.25);
        assertThat(LINE.at(0.5).undeterminedRate()).hasValue(0.125);
    }

    @Test
    void aDefectWithExactlyTheThresholdIsReported() {
        assertThat(LINE.at(0.6).overkills()).isEqualTo(1);
        assertThat(LINE.at(Math.nextUp(0.6)).overkills()).isZero();
    }

    @Test
    void anUndeterminedImageIsNeitherAnEscapeNorAnOverkill() {
        CleanOrDefective unreadable = new CleanOrDefective(
                List.of(unreadableDefective(), new InspectedSurface(true, false, false, OptionalDouble.empty(), 0)));
        assertThat(unreadable.at(0)).isEqualTo(new Point(0, 0, 1, 0, 1, 2, 2));
    }

    @Test
    void anIncompleteAnswerWhoseDefectsAreBelowTheThresholdIsUndeterminedAndNotClean() {
        InspectedSurface incomplete = new InspectedSurface(true, true, false, OptionalDouble.of(0.3), 0);
        assertThat(incomplete.at(0.2).verdict()).isEqualTo(SurfaceVerdict.DEFECTS);
        assertThat(incomplete.at(0.5).verdict()).isEqualTo(SurfaceVerdict.UNDETERMINED);
    }

    @Test
    void anImageWithIgnoredDefectsOnlyIsNotJudged() {
        CleanOrDefective ignored =
                new CleanOrDefective(List.of(new InspectedSurface(false, false, true, OptionalDouble.of(0.8), 0)));
        assertThat(ignored.at(0)).isEqualTo(new Point(0, 0, 0, 0, 0, 0, 1));
        assertThat(ignored.at(0).escapeRate()).isEmpty();
        assertThat(ignored.at(0).overkillRate()).isEmpty();
    }

    @Test
    void theCurveHasAPointWhereverADecisionChanges() {
        assertThat(LINE.points().stream().map(Point::scoreThreshold)).containsExactly(1.0, 0.9, 0.6, 0.4, 0.1, 0.0);
        assertThat(LINE.points().stream().map(Point::escapes)).containsExactly(3, 2, 2, 1, 1, 1);
        assertThat(LINE.points().stream().map(Point::overkills)).containsExactly(0, 0, 1, 1, 2, 2);
    }

    @Test
    void theRatesOfTheCurveAreThoseOfTheStatistics() {
        int[] once = Statistic.once(8);
        for (Point point : LINE.points()) {
            CleanOrDefective reported = new CleanOrDefective(SURFACES.stream()
                    .map(surface -> surface.at(point.scoreThreshold()))
                    .toList());
            assertThat(reported.escapeRate().of(once)).isEqualTo(point.escapeRate());
            assertThat(reported.overkillRate().of(once)).isEqualTo(point.overkillRate());
            assertThat(reported.undeterminedRate().of(once)).isEqualTo(point.undeterminedRate());
        }
    }

    private static InspectedSurface defective(double... scores) {
        return new InspectedSurface(true, true, true, highest(scores), 0);
    }

    private static InspectedSurface clean(double... scores) {
        return new InspectedSurface(true, false, true, highest(scores), 0);
    }

    private static InspectedSurface unreadableDefective() {
        return new InspectedSurface(true, true, false, OptionalDouble.empty(), 0);
    }

    private static OptionalDouble highest(double... scores) {
        return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[0]);
    }
}
