package io.millsight.service.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.history.Disposition;
import io.millsight.history.ModelAnswer;
import io.millsight.history.QueueEntry;
import io.millsight.history.StoredDefect;
import io.millsight.history.Verdict;
import io.millsight.image.ImageSize;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AnswerRulesTest {

    private static final RandomGenerator NEVER_DRAWN = () -> -1L;
    private static final RandomGenerator ALWAYS_DRAWN = () -> 0L;

    @Test
    void thresholdsDecideTheVerdictButHideNoScore() {
        ModelAnswer answer = rules(NEVER_DRAWN).answer(inspection(Verdict.DEFECTS, 0.2), List.of("two pages"));

        assertThat(answer.verdict()).isEqualTo(Verdict.CLEAN);
        assertThat(answer.disposition()).isEqualTo(Disposition.PASS);
        assertThat(answer.defects()).extracting(StoredDefect::score).containsExactly(0.2);
        assertThat(answer.notes()).containsExactly("two pages");
    }

    @Test
    void onlyACleanAnswerPasses() {
        for (Verdict verdict : Verdict.values()) {
            ModelAnswer answer = rules(NEVER_DRAWN).answer(inspection(verdict, 0.9), List.of());
            assertThat(answer.disposition()).isEqualTo(verdict == Verdict.CLEAN ? Disposition.PASS : Disposition.HOLD);
        }
    }

    @Test
    void whatIsDoubtfulIsReviewedFirst() {
        assertThat(entry(NEVER_DRAWN, Verdict.UNDETERMINED, 0.9))
                .isEqualTo(new QueueEntry(1.0, QueueEntry.Reason.UNDETERMINED, false));
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.1).why()).isEqualTo(QueueEntry.Reason.CANDIDATES);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.31).why()).isEqualTo(QueueEntry.Reason.NEAR_THRESHOLD);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.31).priority()).isBetween(0.7, 0.8);
        assertThat(entry(NEVER_DRAWN, Verdict.DEFECTS, 0.9))
                .isEqualTo(new QueueEntry(0.3, QueueEntry.Reason.HELD, false));
        assertThat(entry(ALWAYS_DRAWN, Verdict.DEFECTS, 0.9))
                .isEqualTo(new QueueEntry(0.6, QueueEntry.Reason.SAMPLE, true));
        assertThat(entry(ALWAYS_DRAWN, Verdict.UNDETERMINED, 0.9).sample()).isTrue();
    }

    @Test
    void aCleanAnswerIsReviewedOnlyIfItIsDrawn() {
        Inspection clean = inspection(io.millsight.inspection.Verdict.CLEAN, List.of());

        assertThat(rules(NEVER_DRAWN).queueEntry(rules(NEVER_DRAWN).answer(clean, List.of())))
                .isNull();
        assertThat(rules(ALWAYS_DRAWN).queueEntry(rules(ALWAYS_DRAWN).answer(clean, List.of())))
                .isEqualTo(new QueueEntry(0.6, QueueEntry.Reason.SAMPLE, true));
    }

    private static QueueEntry entry(RandomGenerator random, Verdict verdict, double score) {
        AnswerRules rules = rules(random);
        return Objects.requireNonNull(rules.queueEntry(rules.answer(inspection(verdict, score), List.of())));
    }

    private static AnswerRules rules(RandomGenerator random) {
        return new AnswerRules(0.3, random);
    }

    private static Inspection inspection(Verdict verdict, double score) {
        InspectedDefect defect = new InspectedDefect(new DefectType("scratches"), new BoundingBox(1, 2, 3, 4), score);
        return inspection(
                io.millsight.inspection.Verdict.valueOf(verdict.name()),
                verdict == Verdict.CLEAN ? List.of() : List.of(defect));
    }

    private static Inspection inspection(io.millsight.inspection.Verdict verdict, List<InspectedDefect> defects) {
        return new Inspection(
                verdict, defects, List.of(), "", false, List.of(), List.of(), new ImageSize(9, 9), Duration.ZERO);
    }
}
