package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.adapter.ReportTask;
import io.millsight.image.ImageSize;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.generation.Generation;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import io.millsight.steel.augment.Flip;
import io.millsight.steel.report.CoordinateFrame;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {

    private static final QwenTokenizer TOKENIZER = QwenTokenizer.read(GoldenFolder.model());
    private static final ReportTask TASK = ReportTask.standard(DefectType.NEU_DET);
    private static final ImageSize SIZE = new ImageSize(200, 200);
    private static final String PATCHES =
            "The steel surface has a patches in the region from X coordinates 12 to 180 and Y coordinates 3 to 40 Defects.";
    private static final String SCRATCHES =
            "The steel surface has a scratches in the region from X coordinates 20 to 30 and Y coordinates 0 to 200 Defects.";
    private static final int DIGITS = "12 180 3 40".replace(" ", "").length();

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    /** What is read of a text whose tokens have these probabilities, by their own text. */
    private static ViewResult read(String text, Flip flip, ToDoubleFunction<String> probability) {
        List<Integer> tokens = Arrays.stream(TOKENIZER.encode(text)).boxed().toList();
        List<Double> logProbabilities = tokens.stream()
                .map(token -> Math.log(probability.applyAsDouble(TOKENIZER.decodeText(new int[] {token}))))
                .toList();
        return new AnswerReader(TASK, TOKENIZER)
                .read(
                        new Generation(tokens, logProbabilities, true, true, 1),
                        new View(SIZE, View.whole(SIZE).crop(), flip),
                        CoordinateFrame.original(200, 200));
    }

    private static double score(ToDoubleFunction<String> probability) {
        return read(PATCHES, Flip.NONE, probability).defects().get(0).score();
    }

    @Test
    void wordsCountInFull() {
        assertThat(score(token -> 1)).isEqualTo(1);
        assertThat(score(token -> token.equals(" a") ? 0.3 : 1)).isCloseTo(0.3, within(1e-9));
    }

    @Test
    void edgesCountByTheirGeometricMean() {
        assertThat(score(token -> Character.isDigit(token.charAt(0)) ? 0.5 : 1))
                .isCloseTo(Math.pow(0.5, DIGITS / 4.0), within(1e-9));
        assertThat(score(token -> token.equals("8") ? 0.0001 : 1)).isCloseTo(0.1, within(1e-9)); // of 180 only
    }

    @Test
    void aStatementIsNotBlamedForTheOthers() {
        List<InspectedDefect> defects = read(
                        PATCHES + "\n" + SCRATCHES,
                        Flip.NONE,
                        token -> token.contains("12") || token.equals("4") ? 0.0625 : 1)
                .defects();
        assertThat(defects.get(0).score()).isCloseTo(0.5, within(1e-9)); // of 40
        assertThat(defects.get(1).score()).isEqualTo(1);
    }

    @Test
    void charactersOfSeveralTokensAreRead() {
        List<InspectedDefect> defects = read(PATCHES.replace("patches", "裂纹 🔩"), Flip.NONE, token -> 0.9)
                .defects();
        assertThat(defects).singleElement().satisfies(defect -> {
            assertThat(defect.type().name()).contains("裂纹");
            assertThat(defect.score()).isBetween(0.0, 0.9);
        });
    }

    @Test
    void numbersThatAreNotFiniteLeaveTheAnswerUndeterminedWhateverItSays() {
        List<Integer> tokens = Arrays.stream(TOKENIZER.encode(PATCHES)).boxed().toList();
        ViewResult result = new AnswerReader(TASK, TOKENIZER)
                .read(
                        new Generation(tokens, Collections.nCopies(tokens.size(), 0.0), false, false, 1),
                        View.whole(SIZE),
                        CoordinateFrame.original(200, 200));
        assertThat(result.verdict()).isEqualTo(Verdict.UNDETERMINED);
        assertThat(result.defects()).isEmpty();
        assertThat(result.ending()).isEqualTo(ViewResult.Ending.NOT_FINITE);
        Inspection inspection = result.inspection(Duration.ZERO);
        assertThat(inspection.truncated()).isFalse();
        assertThat(inspection.caveats()).containsExactly(Caveat.notFinite());
        assertThat(Caveat.notFinite().text())
                .isEqualTo("the model computed numbers that are not finite, so its answer means nothing;"
                        + " weights of the model or of the adapter are damaged");
    }

    @Test
    void whatWasSeenInAMirrorIsPutBack() {
        ViewResult mirrored = read(PATCHES, Flip.HORIZONTAL, token -> 1);
        assertThat(mirrored.defects().get(0).box()).isEqualTo(new BoundingBox(20, 3, 188, 40));
        assertThat(mirrored.answer()).isEqualTo(PATCHES);
    }
}
