package io.millsight.evaluation.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class CaptionScoresTest {

    private static final TokenizedCaption EXACT =
            caption("scratches in the middle of it", "scratches in the middle of it");
    private static final TokenizedCaption WRONG = caption("nothing", "patches near the lower left edge");

    @Test
    void hasNoScoresWithoutCaptions() {
        CaptionScores scores = new CaptionScores(List.of());
        assertThat(scores.bleu(4, new int[0])).isEmpty();
        assertThat(scores.rougeL(new int[0])).isEmpty();
        assertThat(scores.cider(new int[0])).isEmpty();
    }

    @Test
    void countsACaptionAsOftenAsItsWeight() {
        CaptionScores pair = new CaptionScores(List.of(EXACT, WRONG));
        CaptionScores expanded = new CaptionScores(List.of(EXACT, WRONG, WRONG, WRONG));
        assertThat(pair.bleu(2, new int[] {1, 3}).orElseThrow())
                .isCloseTo(expanded.bleu(2, new int[] {1, 1, 1, 1}).orElseThrow(), within(1e-12));
        assertThat(pair.rougeL(new int[] {1, 3}).orElseThrow()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void givesAnEmptyCandidateNothing() {
        CaptionScores scores = new CaptionScores(List.of(caption("", "a scratch"), EXACT));
        assertThat(scores.captionBleu(1, 0)).isLessThan(1e-12);
        assertThat(scores.captionRougeL(0)).isZero();
        assertThat(scores.captionCider(0)).isZero();
    }

    @Test
    void refusesACaptionWithoutReference() {
        assertThatThrownBy(() -> new TokenizedCaption(new TokenizedText("a"), List.of()))
                .hasMessage("a caption needs at least one reference text to be compared with");
    }

    private static TokenizedCaption caption(String candidate, String reference) {
        return TokenizedCaption.of(Tokenization.PENN_TREEBANK, candidate, List.of(reference));
    }
}
