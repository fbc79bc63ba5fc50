package io.millsight.evaluation;

import static io.millsight.evaluation.Surfaces.CRAZING;
import static io.millsight.evaluation.Surfaces.SCRATCHES;
import static io.millsight.evaluation.Surfaces.answer;
import static io.millsight.evaluation.Surfaces.defect;
import static io.millsight.evaluation.Surfaces.evaluated;
import static io.millsight.evaluation.Surfaces.image;
import static io.millsight.evaluation.Surfaces.input;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.text.Tokenization;
import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {

    private static final Defect SCRATCH = defect(SCRATCHES, 10, 20, 60, 70);

    static Stream<Arguments> unusualInputs() {
        Prediction nothing = answer(1);
        return Stream.of(
                Arguments.of("no images", List.of()),
                Arguments.of("one image", List.of(evaluated(image("a", SCRATCH), answer(1, SCRATCH)))),
                Arguments.of("empty predictions", many(image("a", SCRATCH), nothing)),
                Arguments.of("empty truth", many(image("a"), answer(1, SCRATCH))),
                Arguments.of("neither truth nor predictions", many(image("a"), nothing)),
                Arguments.of("all images unreadable", many(image("a", SCRATCH), Prediction.ofUnreadableImage())),
                Arguments.of("all unparsable", many(image("a", SCRATCH), Surfaces.unparsable())),
                Arguments.of(
                        "no reference texts",
                        List.of(new EvaluatedImage(image("a", SCRATCH), "g", List.of(), answer(1, SCRATCH)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusualInputs")
    void givesEveryMeasureAFiniteValueOrAReason(String name, List<EvaluatedImage> images) {
        Evaluation evaluation = Evaluation.of(input("model", images), EvaluationSettings.DEFAULT);
        assertThat(evaluation.estimates().keySet()).containsExactly(Measure.values());
        evaluation.estimates().values().forEach(EvaluationTest::assertFiniteOrExplained);
        assertThat(evaluation.perType()).hasSize(6);
        assertThat(evaluation.perImage()).hasSize(images.size());
    }

    @Test
    void anUndeterminedImageIsNoEscape() {
        Evaluation evaluation = evaluate(
                evaluated(image("a", SCRATCH), answer(1)),
                evaluated(image("b", SCRATCH), Prediction.ofUnreadableImage()),
                evaluated(image("c"), answer(1, SCRATCH)),
                evaluated(image("d"), answer(1)));
        assertThat(evaluation.estimate(Measure.ESCAPE_RATE).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.OVERKILL_RATE).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.UNDETERMINED_RATE).asOptional()).hasValue(0.25);
        assertThat(evaluation.estimate(Measure.FALSE_ALARMS_PER_IMAGE).asOptional())
                .hasValue(0.25);
        assertThat(evaluation.cleanOrDefective().cleanImages()).isEqualTo(2);
        assertThat(evaluation.cleanOrDefective().defectiveImages()).isEqualTo(2);
    }

    @Test
    void aSplitWithoutCleanImagesHasNoOverkillRate() {
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), answer(1, SCRATCH)));
        assertThat(evaluation.estimate(Measure.OVERKILL_RATE))
                .isEqualTo(new Estimate.Unknown("the split has no clean images"));
        assertThat(evaluate(evaluated(image("a"), answer(1))).estimate(Measure.ESCAPE_RATE))
                .isEqualTo(new Estimate.Unknown("the split has no images with defects"));
    }

    @Test
    void theScoreThresholdDecidesOnTypesAndVerdictsButNotOnAveragePrecision() {
        EvaluationInput input = input(
                "model",
                List.of(
                        evaluated(image("a"), answer(0.3, SCRATCH)),
                        evaluated(image("b", SCRATCH), answer(1, SCRATCH))));
        Evaluation all = Evaluation.of(input, EvaluationSettings.DEFAULT);
        Evaluation reported =
                Evaluation.of(input, new EvaluationSettings(Tokenization.PENN_TREEBANK, 0.5, 0.5, 100, 42));
        assertThat(all.estimate(Measure.OVERKILL_RATE).asOptional()).hasValue(1);
        assertThat(reported.estimate(Measure.OVERKILL_RATE).asOptional()).hasValue(0);
        assertThat(all.estimate(Measure.TYPE_ACCURACY).asOptional()).hasValue(0.5);
        assertThat(reported.estimate(Measure.TYPE_ACCURACY).asOptional()).hasValue(1);
        assertThat(reported.estimate(Measure.FALSE_ALARMS_PER_IMAGE).asOptional())
                .hasValue(0);
        for (Measure ranked : List.of(Measure.AP, Measure.AP50, Measure.VOC_AREA, Measure.BEST_F1)) {
            assertThat(reported.estimate(ranked).asOptional())
                    .isEqualTo(all.estimate(ranked).asOptional());
        }
        assertThat(reported.cleanOrDefectiveCurve()).isEqualTo(all.cleanOrDefectiveCurve());
    }

    @Test
    void findsAPerfectAnswerPerfect() {
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), answer(1, SCRATCH)));
        for (Measure measure :
                List.of(Measure.TYPE_ACCURACY, Measure.AP, Measure.F1, Measure.AREA_IOU, Measure.BLEU_4)) {
            assertThat(evaluation.estimate(measure).asOptional().orElseThrow())
                    .as(measure.label())
                    .isCloseTo(1, within(1e-6));
        }
        assertThat(evaluation.estimate(Measure.SECONDS_PER_IMAGE).asOptional()).hasValue(0.25);
        assertThat(evaluation.estimate(Measure.SECONDS_P95).asOptional()).hasValue(0.25);
        assertThat(evaluation.estimate(Measure.BEST_PRECISION).asOptional()).hasValue(1);
    }

    @Test
    void aPerfectModelIsPerfectWhateverTypesDoNotOccur() {
        Defect crazing = defect(CRAZING, 10, 20, 60, 70);
        Evaluation evaluation = evaluate(
                evaluated(image("a", SCRATCH), answer(1, SCRATCH)), evaluated(image("b", crazing), answer(1, crazing)));
        for (Measure measure : List.of(Measure.TYPE_F1_MACRO, Measure.AREA_IOU, Measure.AP50, Measure.VOC_AREA)) {
            assertThat(evaluation.estimate(measure).asOptional().orElseThrow())
                    .as(measure.label())
                    .isCloseTo(1, within(1e-9));
        }
    }

    @Test
    void aFalselyPredictedTypeThatDoesNotOccurCountsInPrecisionOnly() {
        Defect crazing = defect(CRAZING, 10, 20, 60, 70);
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), answer(1, SCRATCH, crazing)));
        assertThat(evaluation.estimate(Measure.TYPE_F1_MACRO).asOptional()).hasValue(1);
        assertThat(evaluation.estimate(Measure.AREA_IOU).asOptional().orElseThrow())
                .isCloseTo(1, within(1e-9));
        assertThat(evaluation.estimate(Measure.TYPE_PRECISION).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.PRECISION).asOptional()).hasValue(0.5);
    }

    @Test
    void anImageThatCannotBeReadIsAMissAndNeverACleanSurface() {
        Evaluation evaluation = evaluate(
                evaluated(image("a"), Prediction.ofUnreadableImage()),
                evaluated(image("b", SCRATCH), Prediction.ofUnreadableImage()),
                evaluated(image("c", SCRATCH), answer(1, SCRATCH)));
        assertThat(evaluation.estimate(Measure.UNREADABLE_IMAGES).asOptional()).hasValue(2.0 / 3);
        assertThat(evaluation.estimate(Measure.PARSE_FAILURES).asOptional()).hasValue(0);
        assertThat(evaluation.estimate(Measure.TYPE_ACCURACY).asOptional()).hasValue(1.0 / 3);
        assertThat(evaluation.estimate(Measure.RECALL).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.SECONDS_PER_IMAGE).asOptional()).hasValue(0.25);
    }

    @Test
    void eachImageAloneIsWhatTheWholeSaysOfIt() {
        Evaluation evaluation = Evaluation.of(Surfaces.many("model", 40, 0.7, 1), EvaluationSettings.DEFAULT);
        List<ImageResult> images = evaluation.perImage();
        long truePositives = 0;
        long predictions = 0;
        for (ImageResult image : images) {
            Evaluation alone = evaluate(image.image());
            assertThat(image.boxes()).isEqualTo(alone.perImage().get(0).boxes());
            truePositives += image.boxes().truePositives();
            predictions += image.boxes().predictions();
        }
        assertThat((double) truePositives / predictions)
                .isEqualTo(evaluation.estimate(Measure.PRECISION).asOptional().orElseThrow());
        assertThat(images.stream().filter(ImageResult::typeCorrect).count() / 40.0)
                .isCloseTo(
                        evaluation.estimate(Measure.TYPE_ACCURACY).asOptional().orElseThrow(), within(1e-12));
    }

    @Test
    void manyImagesAreLookedAtOnceEach() {
        Evaluation evaluation = Evaluation.of(
                Surfaces.many("model", 4000, 0.7, 1), new EvaluationSettings(Tokenization.WHITESPACE, 0.5, 0, 100, 1));
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        assertThat(evaluation.perImage()).hasSize(4000);
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofMillis(1500));
    }

    @Test
    void doesNotTakeAnUnparsableAnswerForACleanSurface() {
        Evaluation evaluation =
                evaluate(evaluated(image("a"), Surfaces.unparsable()), evaluated(image("b"), answer(1)));
        assertThat(evaluation.estimate(Measure.TYPE_ACCURACY).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.PARSE_FAILURES).asOptional()).hasValue(0.5);
    }

    @Test
    void whatWasTooUnsureForTheAnswerOnlyHasARank() {
        Defect other = defect(SCRATCHES, 100, 20, 160, 70);
        Prediction half = answer(1, SCRATCH);
        Prediction prediction = Surfaces.allCandidates(half, new ScoredDefect(SCRATCHES, other.box(), 0.1));
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH, other), prediction));
        Evaluation without = evaluate(evaluated(image("a", SCRATCH, other), half));
        for (Measure measure : Measure.values()) {
            if (measure != Measure.AP50_ALL_CANDIDATES) {
                assertThat(evaluation.estimate(measure)).as(measure.label()).isEqualTo(without.estimate(measure));
            }
        }
        assertThat(evaluation.estimate(Measure.AP50_ALL_CANDIDATES).asOptional().orElseThrow())
                .isCloseTo(1, within(1e-6));
        assertThat(without.estimate(Measure.AP50_ALL_CANDIDATES)).isEqualTo(without.estimate(Measure.AP50));
        assertThat(without.estimate(Measure.AP50).asOptional().orElseThrow()).isBetween(0.49, 0.52);
    }

    @Test
    void countsATypeThatDoesNotExistAsHallucinatedAndWrong() {
        Prediction prediction = answer(1, defect(new DefectType("rust"), 10, 20, 60, 70), SCRATCH);
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), prediction));
        assertThat(evaluation.estimate(Measure.HALLUCINATED_TYPES).asOptional()).hasValue(0.5);
        assertThat(evaluation.estimate(Measure.TYPE_ACCURACY).asOptional()).hasValue(0);
        assertThat(evaluation.estimate(Measure.RECALL).asOptional()).hasValue(1);
    }

    @Test
    void countsBoxesOutsideTheImageAmongAllThatWereStated() {
        Prediction prediction = new Prediction(
                AnswerStatus.TRUNCATED,
                List.of(new ScoredDefect(SCRATCHES, new BoundingBox(0, 0, 9, 9), 1)),
                List.of(),
                "",
                new ParseErrorCounts(1, 3),
                Duration.ZERO);
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), prediction));
        assertThat(evaluation.estimate(Measure.OUT_OF_RANGE).asOptional()).hasValue(0.25);
        assertThat(evaluation.estimate(Measure.TRUNCATIONS).asOptional()).hasValue(1);
        assertThat(evaluation.estimate(Measure.SECONDS_PER_IMAGE))
                .isEqualTo(new Estimate.Unknown("no times were taken"));
    }

    @Test
    void givesOneGroupNoInterval() {
        Evaluation evaluation = evaluate(evaluated(image("a", SCRATCH), answer(1, SCRATCH)));
        assertThat(evaluation.estimate(Measure.F1))
                .isInstanceOfSatisfying(
                        Estimate.Known.class,
                        known -> assertThat(known.interval()).isEmpty());
    }

    @Test
    void takesSecondsForAHundredAndEightyImages() {
        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long start = thread.getCurrentThreadCpuTime();
        Evaluation.of(Surfaces.many("model", 180, 0.7, 1), EvaluationSettings.DEFAULT);
        assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void someMeasuresAloneAreThoseOfTheWholeEvaluation() {
        EvaluationInput input = Surfaces.many("model", 30, 0.7, 1);
        Evaluation whole = Evaluation.of(input, EvaluationSettings.DEFAULT);
        List<Measure> wanted = List.of(Measure.AP50, Measure.CIDER);
        Map<Measure, Estimate> some = Evaluation.estimates(input, EvaluationSettings.DEFAULT, wanted);
        assertThat(some)
                .containsOnlyKeys(wanted)
                .containsEntry(Measure.AP50, whole.estimate(Measure.AP50))
                .containsEntry(Measure.CIDER, whole.estimate(Measure.CIDER));
    }

    @Test
    void confusionSumsAreTheBoxCounts() {
        Evaluation evaluation = Evaluation.of(Surfaces.many("model", 60, 0.6, 1), EvaluationSettings.DEFAULT);
        ConfusionMatrix matrix = evaluation.boxConfusion();
        for (int type = 0; type < 6; type++) {
            TypeResult result = evaluation.perType().get(type);
            assertThat(matrix.rowSum(type)).isEqualTo(result.boxes().positives());
            int column = type;
            assertThat(matrix.counts().stream()
                            .mapToLong(row -> row.get(column))
                            .sum())
                    .isEqualTo(result.boxes().predictions());
        }
    }

    @Test
    void tellsABetterModelFromAWorseOne() {
        Evaluation good = Evaluation.of(Surfaces.many("good", 60, 0.9, 1), EvaluationSettings.DEFAULT);
        Evaluation bad = Evaluation.of(Surfaces.many("bad", 60, 0.2, 2), EvaluationSettings.DEFAULT);
        assertThat(good.pValue(Measure.F1, bad).orElseThrow()).isLessThan(0.01);
    }

    @Test
    void aConstantAnswerIsABaseline() {
        EvaluationInput input = Surfaces.many("model", 40, 0.9, 1);
        Evaluation baseline =
                Evaluation.of(input.withConstantPrediction("template", answer(1, SCRATCH)), EvaluationSettings.DEFAULT);
        assertThat(baseline.estimate(Measure.BLEU_4).asOptional().orElseThrow()).isPositive();
        assertThat(baseline.input().scoreMode()).isEqualTo(ScoreMode.CONSTANT);
    }

    @Test
    void refusesTwoAnswersToOneImage() {
        EvaluatedImage image = evaluated(image("a", SCRATCH), answer(1));
        assertThatThrownBy(() -> input("model", List.of(image, image)))
                .isInstanceOf(InputException.class)
                .hasMessage("image a has two answers in made-up/val (sha256:0123); keep one of them");
    }

    @Test
    void refusesAnAnnotatedTypeThatIsNotEvaluated() {
        EvaluatedImage image = evaluated(image("a", SCRATCH), answer(1));
        assertThatThrownBy(() -> new EvaluationInput(
                        "model", Surfaces.SPLIT, List.of(CRAZING), ScoreMode.CONSTANT, List.of(image)))
                .isInstanceOf(InputException.class)
                .hasMessage("image a is annotated with scratches, which is not among the types [crazing]");
    }

    private static void assertFiniteOrExplained(Estimate estimate) {
        if (estimate instanceof Estimate.Known known) {
            assertThat(known.value()).isFinite();
            known.interval().ifPresent(interval -> assertThat(interval.low()).isLessThanOrEqualTo(interval.high()));
        } else if (estimate instanceof Estimate.Unknown unknown) {
            assertThat(unknown.reason()).isNotBlank();
        }
    }

    private static Evaluation evaluate(EvaluatedImage... images) {
        return Evaluation.of(input("model", List.of(images)), EvaluationSettings.DEFAULT);
    }

    private static List<EvaluatedImage> many(AnnotatedImage image, Prediction prediction) {
        return IntStream.range(0, 5)
                .mapToObj(i -> evaluated(
                        new AnnotatedImage(
                                image.id() + i, image.file(), image.width(), image.height(), image.defects()),
                        prediction))
                .toList();
    }
}
