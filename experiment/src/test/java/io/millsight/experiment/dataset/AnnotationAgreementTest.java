package io.millsight.experiment.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.Evaluation;
import io.millsight.evaluation.Measure;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.duplicate.ImageOverlap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pairs of images 200 wide and 100 high, of which the second begins 40 pixels to the right of the first and 10 above it. */
class AnnotationAgreementTest {

    private static final DefectType DENT = new DefectType("dent");
    private static final DefectType STAIN = new DefectType("stain");

    private static AnnotatedImage image(String id, Defect... defects) {
        return new AnnotatedImage(id, Path.of(id + ".png"), 200, 100, List.of(defects));
    }

    private static Defect dent(double xMin, double yMin, double xMax, double yMax) {
        return new Defect(DENT, new BoundingBox(xMin, yMin, xMax, yMax));
    }

    private static Dataset dataset(AnnotatedImage first, AnnotatedImage second) {
        return new Dataset("steel", Path.of("steel"), List.of(DENT, STAIN), List.of(first, second), Map.of(), Map.of());
    }

    private static ImageOverlap overlap(double share) {
        return new ImageOverlap("a", "b", 40, -10, share, 0.99);
    }

    private static Evaluation agreement(AnnotatedImage first, AnnotatedImage second) {
        return AnnotationAgreement.of(dataset(first, second), "hash", List.of(overlap(0.72)))
                .orElseThrow();
    }

    private static double value(Evaluation agreement, Measure measure) {
        return agreement.estimate(measure).asOptional().orElseThrow();
    }

    @Test
    void theSameMarksAgreeWhereverTheImagesBegin() {
        Evaluation agreement = agreement(image("a", dent(60, 20, 120, 50)), image("b", dent(20, 30, 80, 60)));

        assertThat(value(agreement, Measure.F1)).isEqualTo(1);
        assertThat(value(agreement, Measure.BLEU_4)).isCloseTo(1, within(1e-6));
        assertThat(agreement.input().images().get(0).references())
                .containsExactly(
                        "The steel surface has a dent in the region from X coordinates 20 to 80 and Y coordinates 20 to 50 Defects.");
    }

    @Test
    void aBoxIsCutWhereTheOtherImageEnds() {
        Evaluation agreement = agreement(image("a", dent(20, 20, 120, 50)), image("b", dent(0, 30, 80, 60)));

        assertThat(value(agreement, Measure.F1)).isEqualTo(1);
    }

    @Test
    void whatLiesOutsideOfTheCommonPartDoesNotCount() {
        Evaluation agreement = agreement(
                image("a", dent(60, 20, 120, 50), dent(0, 0, 45, 30)), // 5 columns of 45
                image("b", dent(20, 30, 80, 60), dent(165, 20, 195, 60)));

        assertThat(value(agreement, Measure.F1)).isEqualTo(1);
    }

    @Test
    void oneBoxForTwoIsADisagreement() {
        Evaluation agreement =
                agreement(image("a", dent(60, 20, 120, 50)), image("b", dent(20, 30, 50, 60), dent(50, 30, 80, 60)));

        // one of the halves overlaps the whole by exactly a half
        assertThat(value(agreement, Measure.PRECISION)).isEqualTo(1);
        assertThat(value(agreement, Measure.RECALL)).isEqualTo(0.5);
    }

    @Test
    void thereIsNothingToTellWhereImagesHaveLittleInCommon() {
        AnnotatedImage first = image("a", dent(60, 20, 120, 50));
        AnnotatedImage second = image("b", dent(20, 30, 80, 60));

        assertThat(AnnotationAgreement.of(dataset(first, second), "hash", List.of(overlap(0.5))))
                .isEmpty();
        assertThat(AnnotationAgreement.of(dataset(first, second), "hash", List.of()))
                .isEmpty();
    }

    @Test
    void thereIsNothingToTellWhereNothingIsMarked() {
        Dataset clean =
                new Dataset("steel", Path.of("steel"), List.of(), List.of(image("a"), image("b")), Map.of(), Map.of());

        assertThat(AnnotationAgreement.of(clean, "hash", List.of(overlap(0.72))))
                .isEmpty();
    }
}
