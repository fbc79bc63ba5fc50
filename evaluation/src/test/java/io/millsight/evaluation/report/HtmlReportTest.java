package io.millsight.evaluation.report;

import static io.millsight.evaluation.Surfaces.SCRATCHES;
import static io.millsight.evaluation.Surfaces.answer;
import static io.millsight.evaluation.Surfaces.defect;
import static io.millsight.evaluation.Surfaces.evaluated;
import static io.millsight.evaluation.Surfaces.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.evaluation.DefectPairs;
import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.EvaluationSettings;
import io.millsight.evaluation.Surfaces;
import io.millsight.evaluation.robustness.RobustnessResults;
import io.millsight.image.RgbImage;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Structure of the page, without a browser. */
class HtmlReportTest {

    private static final Defect SCRATCH = defect(SCRATCHES, 10, 20, 60, 70);
    private static final String PAGE = page(Surfaces.many("tuned model", 180, 0.75, 1), 45);

    private static String page(EvaluationInput input, int cases) {
        Evaluation evaluation = Evaluation.of(input, EvaluationSettings.DEFAULT);
        List<ExampleCase> examples = input.images().stream()
                .limit(cases)
                .map(HtmlReportTest::example)
                .toList();
        EvaluationReport report = new EvaluationReport(
                evaluation,
                List.of(),
                PublishedResult.about(input.types()),
                RobustnessResults.NONE,
                new ReportAttachments(
                        new ReportContext(
                                "2026-11-27 12:00",
                                "run first, checkpoint-120",
                                List.of("The checkpoint was chosen on these very images.")),
                        List.of(new CaseGroup("Most defects missed", examples)),
                        List.of(),
                        List.of(new ReportSection("Settings", List.of("Greedy."), List.of()))));
        return HtmlReport.of(report, ReportFigures.of(report));
    }

    private static ExampleCase example(EvaluatedImage image) {
        byte[] pixels = new byte[3 * 400 * 400];
        Random random = new Random(image.id().hashCode());
        for (int i = 0; i < pixels.length; i += 3) { // steel is grey and grainy
            Arrays.fill(pixels, i, i + 3, (byte) (100 + random.nextInt(40)));
        }
        return new ExampleCase(
                image, DefectPairs.of(image, EvaluationSettings.DEFAULT), new RgbImage(400, 400, pixels), "");
    }

    private static List<String> all(String regex) {
        return Pattern.compile(regex)
                .matcher(PAGE)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void leadsWithTheVerdictItsCertaintyAndItsCautions() {
        String start = PAGE.substring(PAGE.indexOf("<header>"), PAGE.indexOf("<main"));
        assertThat(start)
                .containsSubsequence(
                        "<p class=\"verdict\">",
                        " of 180 images right; trust it to ±",
                        "The model finds ",
                        "2026-11-27 12:00 · run first, checkpoint-120 · split val of made-up · 180 images, 0 of them clean",
                        "How far to trust these figures",
                        "The checkpoint was chosen on these very images.",
                        "There is no clean image among them");
        assertThat(start).doesNotContain("sha256");
    }

    @Test
    void figuresComeBeforeImagesCurvesAndFoldedTables() {
        List<String> parts = List.of(
                "<main",
                "Key figures</h2>",
                "Images</h2>",
                "Curves</h2>",
                "Results by type</h2>",
                "All tables</h2>",
                "<summary>Boxes</summary>",
                "How the figures were made</h2>",
                "<summary>Settings</summary>",
                "</main>");
        assertThat(parts.stream().map(PAGE::indexOf)).isSorted().allMatch(place -> place > 0);
    }

    @Test
    void hasLandmarksASkipLinkAndContentsThatLeadSomewhere() {
        assertThat(PAGE).contains("<html lang=\"en\">", "<nav aria-label=\"Contents\">", "<footer>");
        List<String> links = all("href=\"#[^\"]+\"");
        assertThat(links).hasSizeGreaterThan(6).contains("href=\"#main\"");
        assertThat(links).allSatisfy(link -> assertThat(PAGE).contains(link.replace("href=\"#", "id=\"")));
        List<String> ids = all(" id=\"[^\"]+\"");
        Set<String> different = new HashSet<>(ids);
        assertThat(different).hasSameSizeAs(ids);
    }

    @Test
    void everyHeaderCellHasAScopeAndEveryWideTableALabel() {
        assertThat(all("<th[ >][^>]*>?")).isNotEmpty().allMatch(cell -> cell.contains("scope="));
        assertThat(all("<div class=\"table\"[^>]*>"))
                .isNotEmpty()
                .allMatch(frame -> frame.contains("tabindex=\"0\"") && frame.contains("aria-label=\"Table: "));
    }

    @Test
    void everyPictureTellsItsFinding() {
        List<String> pictures = all("<svg[^>]*>");
        assertThat(pictures).hasSizeGreaterThan(45).allMatch(svg -> svg.matches(".*aria-label=\"[^\"]{20,}\".*"));
        assertThat(PAGE).doesNotContain("<img").containsPattern("aria-label=\"surface_000: \\d of \\d annotated ");
    }

    @Test
    void needsNothingFromElsewhereAndIsLightEnough() {
        assertThat(all("(?:src|href)=\"(?!data:|#|https://doi\\.org/)[^\"]*")).isEmpty();
        assertThat(PAGE.length()).isLessThan(4_000_000);
    }

    @Test
    void usesOnePairOfWordsAndTwoDecimals() {
        String texts = PAGE.replaceAll("base64,[^\"]*", "").replaceAll("(?s)<svg.*?</svg>|href=\"[^\"]*\"", "");
        assertThat(texts)
                .doesNotContainPattern("(?i)\\b(claimed|truth|inspector)\\b")
                .doesNotContain("{test=");
        assertThat(texts).doesNotContainPattern("\\d\\.\\d{3,}(?!\\d*/)[^0-9/]");
    }

    @Test
    void aCleanImageIsShownAsSuchAndSmallSetsAreNotTrusted() {
        String page = page(
                Surfaces.input(
                        "model",
                        List.of(
                                evaluated(image("clean"), answer(1)),
                                evaluated(image("alarm"), answer(0.9, SCRATCH)),
                                evaluated(image("found", SCRATCH), answer(0.8, SCRATCH)),
                                evaluated(image("missed", SCRATCH), answer(1)),
                                evaluated(image("unread", SCRATCH), Surfaces.unparsable()))),
                5);
        assertThat(page)
                .contains("too few images to trust: ±")
                .contains("clean image, called clean", "clean image, 1 false alarm")
                .contains("1 of 1 annotated scratches found", "0 of 1 annotated scratches found")
                .contains("0 of 1 annotated scratches found, the answer could not be read completely")
                .contains("1 of 3 defective images called clean, 1 of 2 clean images called defective");
        assertThat(page.length()).isLessThan(1_000_000);
    }

    @Test
    void publishedFiguresStandOnlyBesideTheirOwnTypesAndOnlyInANote() {
        assertThat(PAGE)
                .contains("For orientation only: <a href=\"https://doi.org/10.54254/2977-3903/2025.26796\">J. Liu");
        assertThat(PublishedResult.about(List.of(new DefectType("pit"), SCRATCHES)))
                .isEmpty();
    }
}
