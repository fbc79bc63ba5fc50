package io.millsight.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.ScoreMode;
import io.millsight.evaluation.Surfaces;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.image.plot.SvgPlot;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureLabelsTest {

    @Test
    void labelsAreShortPrintableAndDifferent() {
        assertThat(FigureLabels.of(
                        List.of("a b", "a b", "x".repeat(100), "\u001b[31m", "all types"), List.of("all types")))
                .containsExactly("a b", "a b (2)", "x".repeat(39) + "…", "\\u001b[31m", "all types (2)");
    }

    @Test
    void typesWithNamesThatDisturbAPageOrAFigureAreDrawnAndEscaped() {
        List<DefectType> types = List.of(
                new DefectType("<b>&\"'"),
                new DefectType("all types"),
                new DefectType("rust_spot"),
                new DefectType("rust spot"),
                new DefectType("\u202Eturned"),
                new DefectType("y".repeat(1000)));
        Defect[] defects = types.stream()
                .map(type -> Surfaces.defect(type, 10, 20, 60, 70))
                .toArray(Defect[]::new);
        EvaluationInput input = new EvaluationInput(
                "perfectly calibrated",
                Surfaces.SPLIT,
                types,
                ScoreMode.TOKEN_PROBABILITY,
                List.of(Surfaces.evaluated(Surfaces.image("a", defects), Surfaces.answer(0.5, defects))));
        EvaluationReport report = new EvaluationReport(
                Evaluation.of(input, EvaluationSettings.DEFAULT),
                List.of(),
                List.of(),
                RobustnessResults.NONE,
                ReportAttachments.NONE);

        List<ReportFigure> figures = ReportFigures.of(report);
        String page = HtmlReport.of(report, figures);

        assertThat(figures)
                .allSatisfy(figure -> assertThat(new String(SvgPlot.file(figure.plot()), StandardCharsets.UTF_8))
                        .doesNotContain("<b>", "\u202E"));
        assertThat(page.replaceAll("base64,[^\"]*", ""))
                .contains("&lt;b&gt;&amp;&quot;&#39;")
                .doesNotContain("<b>", "\u202E")
                .doesNotContain("y".repeat(200));
        assertThat(report.toText()).doesNotContain("\u202E", "y".repeat(200));
    }
}
