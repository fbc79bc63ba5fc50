package io.millsight.evaluation.report;

import static io.millsight.evaluation.Surfaces.CRAZING;
import static io.millsight.evaluation.Surfaces.SCRATCHES;
import static io.millsight.evaluation.Surfaces.answer;
import static io.millsight.evaluation.Surfaces.defect;
import static io.millsight.evaluation.Surfaces.evaluated;
import static io.millsight.evaluation.Surfaces.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Surfaces;
import io.millsight.steel.Defect;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaseSelectionTest {

    private static final Defect SCRATCH = defect(SCRATCHES, 10, 20, 60, 70);
    private static final Defect HALF = defect(SCRATCHES, 10, 20, 35, 70);
    private static final Defect CRACKS = defect(CRAZING, 100, 100, 190, 190);

    private static final CaseSelection SELECTION = new CaseSelection(Evaluation.of(
            Surfaces.input(
                    "model",
                    List.of(
                            evaluated(image("found", SCRATCH), answer(1, SCRATCH)),
                            evaluated(image("half", SCRATCH), answer(1, HALF)),
                            evaluated(image("missed", SCRATCH, CRACKS), answer(1)),
                            evaluated(image("alarm"), answer(1, SCRATCH, CRACKS)),
                            evaluated(image("unread", CRACKS), Surfaces.unparsable()))),
            EvaluationSettings.DEFAULT));

    @Test
    void showsNeitherTheBestNorTheWorstOfEachType() {
        assertThat(SELECTION.typicalOfEachType()).extracting(EvaluatedImage::id).containsExactly("unread", "half");
    }

    @Test
    void spreadsFromTheBestToTheWorstOfEachType() {
        assertThat(SELECTION.spreadOverEachType(2))
                .extracting(EvaluatedImage::id)
                .containsExactly("unread", "found", "half");
        assertThat(SELECTION.spreadOverEachType(9)).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void ranksImagesByTheirFaults() {
        assertThat(SELECTION.worstMisses(1)).extracting(EvaluatedImage::id).containsExactly("missed");
        assertThat(SELECTION.worstFalseAlarms(5)).extracting(EvaluatedImage::id).containsExactly("alarm");
    }

    @Test
    void showsEveryAnswerThatCouldNotBeRead() {
        assertThat(SELECTION.unread()).extracting(EvaluatedImage::id).containsExactly("unread");
    }
}
