package io.millsight.evaluation.classification;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.classification.CleanOrDefective.Point;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class CleanOrDefectiveTest {

    private static final CleanOrDefective LINE = new CleanOrDefective(List.of(
            defective(0.9),
            defective(0.4),
            defective(),
            clean(0.6),
            clean(0.1),
            clean(),
            clean(),
            unreadableDefective()));

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
                List.of(unreadableDefective(), new InspectedSurface(true, false, false, OptionalDouble.empty())));
        assertThat(unreadable.at(0)).isEqualTo(new Point(0, 0, 1, 0, 1, 2, 2));
    }

    @Test
    void aTruncatedAnswerWhoseDefectsAreBelowTheThresholdIsUndeterminedAndNotClean() {
        InspectedSurface truncated = new InspectedSurface(true, true, false, OptionalDouble.of(0.3));
        assertThat(truncated.verdict(0.2)).isEqualTo(SurfaceVerdict.DEFECTS);
        assertThat(truncated.verdict(0.5)).isEqualTo(SurfaceVerdict.UNDETERMINED);
    }

    @Test
    void anImageWithIgnoredDefectsOnlyIsNotJudged() {
        CleanOrDefective ignored =
                new CleanOrDefective(List.of(new InspectedSurface(false, false, true, OptionalDouble.of(0.8))));
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
            double threshold = point.scoreThreshold();
            assertThat(LINE.escapeRate(threshold).of(once)).isEqualTo(point.escapeRate());
            assertThat(LINE.overkillRate(threshold).of(once)).isEqualTo(point.overkillRate());
            assertThat(LINE.undeterminedRate(threshold).of(once)).isEqualTo(point.undeterminedRate());
        }
    }

    private static InspectedSurface defective(double... scores) {
        return new InspectedSurface(true, true, true, highest(scores));
    }

    private static InspectedSurface clean(double... scores) {
        return new InspectedSurface(true, false, true, highest(scores));
    }

    private static InspectedSurface unreadableDefective() {
        return new InspectedSurface(true, true, false, OptionalDouble.empty());
    }

    private static OptionalDouble highest(double... scores) {
        return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[0]);
    }
}
