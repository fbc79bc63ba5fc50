package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.CoordinateFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsensusTest {

    private static final DefectType PATCHES = new DefectType("patches");
    private static final DefectType SCRATCHES = new DefectType("scratches");
    private static final ReportTask TASK = ReportTask.standard(List.of(PATCHES, SCRATCHES));
    private static final CoordinateFrame FRAME = CoordinateFrame.original(200, 200);

    private static final View WHOLE = View.whole(new ImageSize(200, 200));

    private static InspectedDefect defect(DefectType type, double left, double confidence) {
        return new InspectedDefect(type, new BoundingBox(left, 10, left + 40, 50), confidence);
    }

    private static Inspection look(InspectedDefect... defects) {
        return look(defects.length == 0 ? Verdict.CLEAN : Verdict.DEFECTS, "some words", defects);
    }

    private static Inspection look(Verdict verdict, String words, InspectedDefect... defects) {
        return new Inspection(
                verdict,
                List.of(defects),
                List.of(),
                words,
                false,
                List.of(),
                List.of(),
                new ImageSize(200, 200),
                Duration.ofMillis(1));
    }

    private static Inspection consensus(Inspection... looks) {
        return consensus(Integer.MAX_VALUE, looks);
    }

    private static Inspection consensus(int most, Inspection... looks) {
        return Consensus.of(
                Arrays.stream(looks).map(seen -> new Look(WHOLE, seen)).toList(),
                new Consensus.Rule(3.0 / 8, most),
                TASK,
                FRAME);
    }

    @Test
    void theAnswerStatesTheFusedBoxesInWholeNumbers() {
        Inspection agreed = consensus(look(defect(PATCHES, 20, 0.6)), look(defect(PATCHES, 21, 0.2)));
        assertThat(agreed.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(agreed.defects())
                .singleElement()
                .satisfies(one -> assertThat(one.box()).isEqualTo(new BoundingBox(20, 10, 60, 50)));
        assertThat(agreed.answer())
                .isEqualTo(
                        "The steel surface has a patches in the region from X coordinates 20 to 60 and Y coordinates 10 to 50 Defects.");
        assertThat(TASK.parse(agreed.answer(), FRAME).defects())
                .extracting(parsed -> parsed.box())
                .containsExactly(agreed.defects().get(0).box());
    }

    @Test
    void whatEnoughLooksStateIsStated() {
        Inspection agreed = consensus(
                look(defect(PATCHES, 100, 0.5), defect(PATCHES, 20, 0.1)),
                look(defect(PATCHES, 100, 0.5), defect(PATCHES, 150, 0.9)),
                look(defect(PATCHES, 100, 0.5), defect(PATCHES, 20, 0.1)),
                look(defect(PATCHES, 100, 0.5)));
        assertThat(agreed.defects()) // in the order of the task
                .extracting(defect -> defect.box().xMin())
                .containsExactly(20.0, 100.0);
        assertThat(agreed.unsure()).containsExactly(defect(PATCHES, 150, 0.9 / 4));
    }

    @Test
    void aPlaceHasOneTypeTheSurest() {
        Inspection agreed = consensus(
                look(defect(PATCHES, 20, 0.2), defect(PATCHES, 100, 0.4)),
                look(defect(SCRATCHES, 22, 0.9), defect(PATCHES, 100, 0.4)));
        assertThat(agreed.defects()).extracting(InspectedDefect::type).containsExactly(SCRATCHES, PATCHES);
        assertThat(agreed.defects()).extracting(defect -> defect.box().xMin()).containsExactly(22.0, 100.0);
        assertThat(agreed.unsure()).isEmpty();
    }

    @Test
    void looksThatAgreeOnNothingStillComeToSomething() {
        Inspection agreed = consensus(
                look(defect(PATCHES, 20, 0.2)), look(defect(SCRATCHES, 100, 0.9)), look(defect(PATCHES, 150, 0.3)));
        assertThat(agreed.defects()).singleElement().satisfies(surest -> {
            assertThat(surest.type()).isEqualTo(SCRATCHES);
            assertThat(surest.confidence()).isCloseTo(0.3, within(1e-9));
        });
        assertThat(agreed.unsure()).extracting(defect -> defect.box().xMin()).containsExactly(150.0, 20.0);
    }

    @Test
    void theSurfaceIsCleanOnlyIfMostLooksSaySo() {
        Inspection clean = consensus(look(), look(), look(), look(defect(PATCHES, 20, 0.9)));
        assertThat(clean.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(clean.defects()).isEmpty();
        assertThat(clean.unsure()).containsExactly(defect(PATCHES, 20, 0.9 / 4));
        assertThat(TASK.parse(clean.answer(), FRAME).problems()).isEmpty();
        Inspection undecided = consensus(look(), look(defect(PATCHES, 20, 0.9)));
        assertThat(undecided.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(undecided.defects()).singleElement().isEqualTo(defect(PATCHES, 20, 0.45));
    }

    @Test
    void ofMoreDefectsThanAnAnswerMayStateTheSurestAreStatedAndTheOthersKept() {
        Inspection look = look(defect(PATCHES, 20, 0.2), defect(SCRATCHES, 80, 0.9), defect(PATCHES, 140, 0.5));
        Inspection limited = consensus(2, look, look);
        assertThat(limited.verdict()).isEqualTo(Verdict.DEFECTS);
        assertThat(limited.defects()).extracting(defect -> defect.box().xMin()).containsExactly(80.0, 140.0);
        assertThat(limited.unsure()).containsExactly(defect(PATCHES, 20, 0.2));
        assertThat(TASK.parse(limited.answer(), FRAME).defects()).hasSize(2);
        assertThat(limited.caveats())
                .containsExactly(new Caveat(
                        Caveat.Kind.TOO_MANY_DEFECTS,
                        "an answer states at most 2 defects; 1 more, of lower scores, were left out of it"));
        assertThat(consensus(3, look, look).caveats()).isEmpty();
    }

    @Test
    void aLookWhoseNumbersAreNotFiniteLeavesThePictureUndetermined() {
        Inspection broken = new Inspection(
                Verdict.UNDETERMINED,
                List.of(),
                List.of(),
                "",
                false,
                List.of(),
                List.of(Caveat.notFinite()),
                new ImageSize(200, 200),
                Duration.ofMillis(1));
        assertThat(consensus(look(), look(), broken, look())).isSameAs(broken);
        assertThat(consensus(look(defect(PATCHES, 20, 0.9)), broken)).isSameAs(broken);
    }

    @Test
    void whatCannotBeReadIsNoVoteForACleanSurface() {
        Inspection babble = look(Verdict.UNDETERMINED, "babble");
        assertThat(consensus(look(), babble, babble, look())).isSameAs(babble);
        assertThat(consensus(look(), look(), babble, look()).verdict()).isEqualTo(Verdict.CLEAN);
    }

    @Test
    void whatCannotBeReadHasNoVoiceUnlessNothingCan() {
        Inspection babble = look(Verdict.UNDETERMINED, "babble");
        Inspection agreed = consensus(babble, look(defect(PATCHES, 20, 0.5)), babble);
        assertThat(agreed.defects()).containsExactly(defect(PATCHES, 20, 0.5));
        assertThat(consensus(babble, look(Verdict.UNDETERMINED, "other babble")))
                .isSameAs(babble);
    }
}
