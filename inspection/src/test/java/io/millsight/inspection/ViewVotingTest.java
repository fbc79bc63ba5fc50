package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewVotingTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final ReportTask TASK = ReportTask.standard(List.of(PATCHES, SCRATCHES));
    private static final CoordinateFrame FRAME = CoordinateFrame.original(200, 200);

    private static final View WHOLE = View.whole(new ImageSize(200, 200));

    private static final Duration DURATION = Duration.ofMillis(1);

    private static InspectedDefect defect(DefectType type, double left, double score) {
        return new InspectedDefect(type, new BoundingBox(left, 10, left + 40, 50), score);
    }

    private static ViewResult view(InspectedDefect... defects) {
        return view(defects.length == 0 ? Verdict.CLEAN : Verdict.DEFECTS, "some words", defects);
    }

    private static ViewResult view(Verdict verdict, String words, InspectedDefect... defects) {
        return new ViewResult(WHOLE, verdict, List.of(defects), words, ViewResult.Ending.COMPLETE, List.of());
    }

    private static Inspection vote(ViewResult... results) {
        return vote(Integer.MAX_VALUE, results);
    }

    private static Inspection vote(int mostDefects, ViewResult... results) {
        return new ViewVoting(3.0 / 8, mostDefects, TASK).vote(List.of(results), FRAME, DURATION);
    }

    @Test
    void theAnswerStatesTheFusedBoxesInWholeNumbers() {
        Inspection voted = vote(view(defect(PATCHES, 20, 0.6)), view(defect(PATCHES, 21, 0.2)));
        assertThat(voted.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(voted.defects())
                .singleElement()
                .satisfies(one -> assertThat(one.box()).isEqualTo(new BoundingBox(20, 10, 60, 50)));
        assertThat(voted.answer())
                .isEqualTo(
                        "The steel surface has a patches in the region from X coordinates 20 to 60 and Y coordinates 10 to 50 Defects.");
        assertThat(TASK.parse(voted.answer(), FRAME).defects())
                .extracting(parsed -> parsed.box())
                .containsExactly(voted.defects().get(0).box());
    }

    @Test
    void aBoxAboveTheThresholdIsADefect() {
        Inspection voted = vote(
                view(defect(PATCHES, 100, 0.5), defect(PATCHES, 20, 0.1)),
                view(defect(PATCHES, 100, 0.5), defect(PATCHES, 150, 0.9)),
                view(defect(PATCHES, 100, 0.5), defect(PATCHES, 20, 0.1)),
                view(defect(PATCHES, 100, 0.5)));
        assertThat(voted.defects()) // in the order of the task
                .extracting(defect -> defect.box().xMin())
                .containsExactly(20.0, 100.0);
        assertThat(voted.rejected()).containsExactly(defect(PATCHES, 150, 0.9 / 4));
    }

    @Test
    void aPlaceHasTheTypeWithTheHighestScore() {
        Inspection voted = vote(
                view(defect(PATCHES, 20, 0.2), defect(PATCHES, 100, 0.4)),
                view(defect(SCRATCHES, 22, 0.9), defect(PATCHES, 100, 0.4)));
        assertThat(voted.defects()).extracting(InspectedDefect::type).containsExactly(SCRATCHES, PATCHES);
        assertThat(voted.defects()).extracting(defect -> defect.box().xMin()).containsExactly(22.0, 100.0);
        assertThat(voted.rejected()).isEmpty();
    }

    @Test
    void withoutABoxAboveTheThresholdTheHighestScoreIsReported() {
        Inspection voted = vote(
                view(defect(PATCHES, 20, 0.2)), view(defect(SCRATCHES, 100, 0.9)), view(defect(PATCHES, 150, 0.3)));
        assertThat(voted.defects()).singleElement().satisfies(highest -> {
            assertThat(highest.type()).isEqualTo(SCRATCHES);
            assertThat(highest.score()).isCloseTo(0.3, within(1e-9));
        });
        assertThat(voted.rejected()).extracting(defect -> defect.box().xMin()).containsExactly(150.0, 20.0);
    }

    @Test
    void theSurfaceIsCleanOnlyIfMostViewsSaySo() {
        Inspection clean = vote(view(), view(), view(), view(defect(PATCHES, 20, 0.9)));
        assertThat(clean.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(clean.defects()).isEmpty();
        assertThat(clean.rejected()).containsExactly(defect(PATCHES, 20, 0.9 / 4));
        assertThat(TASK.parse(clean.answer(), FRAME).problems()).isEmpty();
        Inspection undecided = vote(view(), view(defect(PATCHES, 20, 0.9)));
        assertThat(undecided.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(undecided.defects()).singleElement().isEqualTo(defect(PATCHES, 20, 0.45));
    }

    @Test
    void defectsBeyondTheLimitBecomeCandidates() {
        ViewResult view = view(defect(PATCHES, 20, 0.2), defect(SCRATCHES, 80, 0.9), defect(PATCHES, 140, 0.5));
        Inspection limited = vote(2, view, view);
        assertThat(limited.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(limited.defects()).extracting(defect -> defect.box().xMin()).containsExactly(80.0, 140.0);
        assertThat(limited.rejected()).containsExactly(defect(PATCHES, 20, 0.2));
        assertThat(TASK.parse(limited.answer(), FRAME).defects()).hasSize(2);
        assertThat(limited.caveats())
                .containsExactly(new Caveat(
                        Caveat.Kind.TOO_MANY_DEFECTS,
                        "an answer states at most 2 defects; 1 more, of lower scores, were left out of it"));
        assertThat(vote(3, view, view).caveats()).isEmpty();
    }

    @Test
    void aViewWhoseNumbersAreNotFiniteLeavesTheImageUndetermined() {
        ViewResult broken =
                new ViewResult(WHOLE, Verdict.UNDETERMINED, List.of(), "", ViewResult.Ending.NOT_FINITE, List.of());
        Inspection undetermined = new Inspection(
                Verdict.UNDETERMINED,
                List.of(),
                List.of(),
                "",
                false,
                List.of(),
                List.of(Caveat.notFinite()),
                new ImageSize(200, 200),
                DURATION);
        assertThat(vote(view(), view(), broken, view())).isEqualTo(undetermined);
        assertThat(vote(view(defect(PATCHES, 20, 0.9)), broken)).isEqualTo(undetermined);
    }

    @Test
    void anUnreadableViewIsNoVoteForACleanSurface() {
        ViewResult babble = view(Verdict.UNDETERMINED, "babble");
        assertThat(vote(view(), babble, babble, view())).isEqualTo(babble.inspection(DURATION));
        assertThat(vote(view(), view(), babble, view()).verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void anUnreadableViewHasNoVoteUnlessAllAreUnreadable() {
        ViewResult babble = view(Verdict.UNDETERMINED, "babble");
        Inspection voted = vote(babble, view(defect(PATCHES, 20, 0.5)), babble);
        assertThat(voted.defects()).containsExactly(defect(PATCHES, 20, 0.5));
        assertThat(vote(babble, view(Verdict.UNDETERMINED, "other babble"))).isEqualTo(babble.inspection(DURATION));
    }
}
