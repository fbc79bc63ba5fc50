package io.millsight.evaluation.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.evaluation.EvaluatedSplit;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Measure;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.Surfaces;
import io.millsight.evaluation.report.ComparedCase;
import io.millsight.evaluation.report.ComparisonFolder;
import io.millsight.evaluation.report.ComparisonTables;
import io.millsight.image.RgbImage;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static final EvaluationInput BASE = Surfaces.many("base", 60, 0.3, 1);
    private static final EvaluationInput TUNED = Surfaces.many("tuned", 60, 0.9, 2);

    private static final ComparedModel FIRST = compared(BASE);
    private static final ComparedModel SECOND = new ComparedModel(
            Evaluation.of(TUNED, EvaluationSettings.DEFAULT),
            new ModelCost(29_933_568L, 3_784_000_000L, Duration.ofSeconds(3725), 7L << 30, 6L << 30));

    @Test
    void comparesEachModelWithTheFirst() {
        Comparison comparison = new Comparison(List.of(FIRST, SECOND));
        assertThat(comparison.pValue(Measure.F1, FIRST)).isEmpty();
        assertThat(comparison.pValue(Measure.F1, SECOND).orElseThrow()).isLessThan(0.01);
    }

    @Test
    void showsCostsAndMeasuresWithIntervalsAndPValues() {
        String markdown = ComparisonTables.toMarkdown(new Comparison(List.of(FIRST, SECOND)));
        assertThat(markdown)
                .contains("| Trainable parameters | – | 29,933,568 |")
                .contains("| All parameters | – | 3,784,000,000 |")
                .contains("| Training memory | – | 7.0 GiB |")
                .containsPattern(
                        "(?m)^\\| mAP50 \\| 0\\.\\d\\d \\(.*\\) \\| \\*\\*0\\.\\d\\d \\(.*; p 0\\.001\\)\\*\\* \\|$")
                .contains("| Training time | – | 1:02:05 h |")
                .contains("| Peak memory | – | 6.0 GiB |")
                .containsPattern(
                        "(?m)^\\| F1 \\| 0\\.\\d\\d \\(0\\.\\d\\d–0\\.\\d\\d\\) \\| \\*\\*0\\.\\d\\d \\(.*\\)\\*\\* \\|$")
                .containsPattern("(?m)^\\| F1 \\| 0\\.001 \\|$")
                .contains("### p: difference to base", "| Box scores | token-probability | token-probability |")
                .doesNotContain("Liu");
    }

    @Test
    void writesMarkdownCsvAndAPage(@TempDir Path folder) throws IOException {
        ComparisonFolder.write(new Comparison(List.of(FIRST, SECOND)), "2026-11-27 12:00", List.of(), folder);
        double f1 = SECOND.evaluation().estimate(Measure.F1).asOptional().orElseThrow();
        assertThat(Files.readString(folder.resolve("comparison.csv")))
                .startsWith("model,measure,value,low,high,p_value\r\n")
                .contains("tuned,trainable_parameters,29933568,,,")
                .contains("tuned,all_parameters,3784000000,,,", "tuned,training_memory_bytes,7516192768,,,")
                .containsPattern("tuned,recall_fppi_0_5,0\\.\\d+,0\\.\\d+,[01]\\.\\d+,\\d")
                .contains("tuned,f1," + f1 + ",");
        assertThat(Files.readString(folder.resolve("comparison.html")))
                .contains(
                        "<th scope=\"col\" class=\"number\">Training time</th>",
                        "2026-11-27 12:00",
                        "<p class=\"verdict\">Highest mAP50: tuned, ")
                .contains("<svg class=\"plot\"", "<strong>");
        assertThat(folder.resolve("comparison.md")).isNotEmptyFile();
    }

    @Test
    void doesNotCompareAveragePrecisionsUnderDifferentScores() {
        EvaluationInput constant =
                new EvaluationInput("constant", TUNED.split(), TUNED.types(), ScoreMode.CONSTANT, TUNED.images());
        Comparison comparison = new Comparison(List.of(FIRST, compared(constant)));
        assertThat(comparison.pValue(Measure.AP50, comparison.models().get(1))).isEmpty();
        assertThat(comparison.pValue(Measure.RECALL, comparison.models().get(1)))
                .isPresent();
        assertThat(ComparisonTables.toMarkdown(comparison)).contains("different kinds of box scores");
    }

    @Test
    void comparesADetectorWithALanguageModelThoughTheirScoresDiffer() {
        EvaluationInput detector =
                new EvaluationInput("detector", TUNED.split(), TUNED.types(), ScoreMode.DETECTOR, TUNED.images());
        Comparison comparison = new Comparison(List.of(FIRST, compared(detector)));
        ComparedModel row = comparison.models().get(1);
        assertThat(comparison.pValue(Measure.AP50, row).orElseThrow()).isLessThan(0.01);
        assertThat(comparison.pValue(Measure.RECALL_FPPI_1, row).orElseThrow()).isLessThan(0.05);
        assertThat(comparison.pValue(Measure.F1, row))
                .isEqualTo(new Comparison(List.of(FIRST, SECOND)).pValue(Measure.F1, SECOND));
        assertThat(ComparisonTables.toMarkdown(comparison))
                .contains("mAP of a detector ranks every box that it finds")
                .doesNotContain("different kinds of box scores");
    }

    @Test
    void showsTheSameImagesForAllModelsOneOfEachType(@TempDir Path folder) throws IOException {
        Comparison comparison = new Comparison(List.of(FIRST, SECOND));
        List<AnnotatedImage> drawn = ComparedCase.draw(comparison);
        assertThat(drawn)
                .hasSize(6)
                .doesNotHaveDuplicates()
                .isEqualTo(ComparedCase.draw(new Comparison(List.of(SECOND, FIRST))));
        assertThat(drawn.stream().map(image -> image.primaryType().orElseThrow()))
                .doesNotHaveDuplicates();
        RgbImage grey = new RgbImage(2, 2, new byte[12]);
        ComparisonFolder.write(
                comparison,
                "",
                drawn.stream().map(image -> new ComparedCase(image, grey)).toList(),
                folder);
        String page = Files.readString(folder.resolve("comparison.html"));
        assertThat(page.split("<figcaption>", -1)).hasSize(1 + 6 * 3);
        assertThat(page)
                .contains("<h3>" + drawn.get(0).id() + "</h3>")
                .contains("<strong>annotated</strong>", "<strong>base</strong>", "<strong>tuned</strong>")
                .contains("Recall by false alarms per image");
    }

    @Test
    void refusesAnotherSplit() {
        EvaluatedSplit other = new EvaluatedSplit("made-up", "val", "sha256:ffff");
        EvaluationInput elsewhere =
                new EvaluationInput("tuned", other, TUNED.types(), TUNED.scoreMode(), TUNED.images());
        assertThatThrownBy(() -> new Comparison(List.of(FIRST, compared(elsewhere))))
                .isInstanceOf(InputException.class)
                .hasMessage("cannot compare: base was evaluated on made-up/val (sha256:0123), tuned on made-up/val"
                        + " (sha256:ffff); evaluate both on the same split");
    }

    @Test
    void refusesAPartOfTheSplit() {
        assertThatThrownBy(() -> new Comparison(List.of(FIRST, compared(Surfaces.many("tuned", 59, 0.9, 2)))))
                .isInstanceOf(InputException.class)
                .hasMessage(
                        "cannot compare: base answered 60 images, tuned 59 or other ones; evaluate both on the whole"
                                + " split");
    }

    @Test
    void refusesOtherSettings() {
        EvaluationSettings defaults = EvaluationSettings.DEFAULT;
        EvaluationSettings stricter = new EvaluationSettings(
                defaults.tokenization(), 0.75, defaults.scoreThreshold(), defaults.resamples(), defaults.seed());
        assertThatThrownBy(() -> new Comparison(
                        List.of(FIRST, new ComparedModel(Evaluation.of(TUNED, stricter), ModelCost.UNKNOWN))))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("evaluate both with the same settings");
    }

    @Test
    void measuresEachModelAtItsOwnScoreThreshold() {
        EvaluationSettings cautious = EvaluationSettings.DEFAULT.withScoreThreshold(0.6);
        ComparedModel same = new ComparedModel(Evaluation.of(renamed(BASE, "cautious"), cautious), ModelCost.UNKNOWN);
        Comparison comparison = new Comparison(List.of(FIRST, same));
        assertThat(comparison.pValue(Measure.FALSE_ALARMS_PER_IMAGE, same).orElseThrow())
                .isLessThan(0.01);
        assertThat(comparison.pValue(Measure.AP50, same)).hasValue(1);
    }

    private static EvaluationInput renamed(EvaluationInput input, String name) {
        return new EvaluationInput(name, input.split(), input.types(), input.scoreMode(), input.images());
    }

    @Test
    void refusesOneModelAndEqualNames() {
        assertThatThrownBy(() -> new Comparison(List.of(FIRST)))
                .hasMessage("a comparison needs at least two evaluations, not 1");
        assertThatThrownBy(() -> new Comparison(List.of(FIRST, FIRST)))
                .hasMessage("two evaluations have the same name among [base, base]; name each one differently");
    }

    private static ComparedModel compared(EvaluationInput input) {
        return new ComparedModel(Evaluation.of(input, EvaluationSettings.DEFAULT), ModelCost.UNKNOWN);
    }
}
