package io.millsight.evaluation.detection;

import static io.millsight.evaluation.GoldenMetrics.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.GoldenMetrics;
import io.millsight.evaluation.detection.CocoMetrics.Iou;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Compares box metrics with the values of pycocotools and with values computed by hand. */
class DetectionGoldenTest {

    private static final double NOTHING_TO_AVERAGE = -1;

    static Stream<Arguments> dataSets() {
        Arguments main = Arguments.of(
                "detections", GoldenMetrics.json("detections.json"), GoldenMetrics.json("detections-expected.json"));
        Stream<Arguments> cases = GoldenMetrics.json("detections-cases.json")
                .valueStream()
                .map(data -> Arguments.of(data.get("name").asString(), data, data.get("expected")));
        return Stream.concat(Stream.of(main), cases);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dataSets")
    void averagePrecisionAndRecallEqualThoseOfCoco(String name, JsonNode data, JsonNode expected) {
        GoldenDetections golden = GoldenDetections.read(data);
        CocoMetrics coco = new CocoMetrics(golden.names().size(), golden.images());
        int[] once = Statistic.once(golden.images().size());
        JsonNode summary = expected.get("coco").get("summary");
        assertValue(coco.averagePrecision(Iou.FROM_50_TO_95, AreaRange.ALL, once), summary.get("ap"));
        assertValue(coco.averagePrecision(Iou.AT_50, AreaRange.ALL, once), summary.get("ap50"));
        assertValue(coco.averagePrecision(Iou.AT_75, AreaRange.ALL, once), summary.get("ap75"));
        for (AreaRange area : List.of(AreaRange.SMALL, AreaRange.MEDIUM, AreaRange.LARGE)) {
            String suffix = "_" + area.name().toLowerCase(Locale.ROOT);
            assertValue(coco.averagePrecision(Iou.FROM_50_TO_95, area, once), summary.get("ap" + suffix));
            assertValue(coco.averageRecall(100, area, once), summary.get("ar" + suffix));
        }
        for (int cap : List.of(1, 10, 100)) {
            assertValue(coco.averageRecall(cap, AreaRange.ALL, once), summary.get("ar" + cap));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dataSets")
    void averagePrecisionOfEachTypeEqualsThatOfCoco(String name, JsonNode data, JsonNode expected) {
        GoldenDetections golden = GoldenDetections.read(data);
        CocoMetrics coco = new CocoMetrics(golden.names().size(), golden.images());
        int[] once = Statistic.once(golden.images().size());
        for (int type = 0; type < golden.names().size(); type++) {
            JsonNode row = expected.get("coco").get("per_class").get(type);
            assertValue(coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.ALL, once), row.get("ap"));
            assertValue(coco.averagePrecision(type, Iou.AT_50, AreaRange.ALL, once), row.get("ap50"));
            assertValue(coco.averagePrecision(type, Iou.AT_75, AreaRange.ALL, once), row.get("ap75"));
            assertValue(coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.SMALL, once), row.get("ap_small"));
            assertValue(coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.MEDIUM, once), row.get("ap_medium"));
            assertValue(coco.averagePrecision(type, Iou.FROM_50_TO_95, AreaRange.LARGE, once), row.get("ap_large"));
            for (int cap : List.of(1, 10, 100)) {
                assertValue(coco.averageRecall(type, cap, AreaRange.ALL, once), row.get("ar" + cap));
            }
            if (row.has("ap_per_iou")) {
                assertValues(coco.averagePrecisionPerIou(type, once), row.get("ap_per_iou"));
                assertValues(
                        DoubleStream.of(coco.interpolatedPrecisionAt50(type, once))
                                .boxed()
                                .toList(),
                        row.get("interpolated_precision_iou50"));
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dataSets")
    void averagePrecisionEqualsThatOfVoc(String name, JsonNode data, JsonNode expected) {
        GoldenDetections golden = GoldenDetections.read(data);
        VocMetrics voc = new VocMetrics(golden.names().size(), golden.images());
        int[] once = Statistic.once(golden.images().size());
        assertValue(voc.meanElevenPoint(once), expected.get("voc").get("map_11_point"));
        assertValue(voc.meanArea(once), expected.get("voc").get("map_area"));
        for (int type = 0; type < golden.names().size(); type++) {
            JsonNode row = expected.get("voc").get("per_class").get(type);
            assertThat(voc.counts(type, once).positives())
                    .isEqualTo(row.get("positives").asLong());
            assertThat(voc.counts(type, once).truePositives())
                    .isEqualTo(row.get("true_positives").asLong());
            assertThat(voc.counts(type, once).falsePositives())
                    .isEqualTo(row.get("false_positives").asLong());
            assertValue(voc.elevenPointAveragePrecision(type, once), row.get("ap_11_point"));
            assertValue(voc.areaAveragePrecision(type, once), row.get("ap_area"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dataSets")
    void countsAtTheScoreThresholdAreTheRecordedOnes(String name, JsonNode data, JsonNode expected) {
        GoldenDetections golden = GoldenDetections.read(data);
        ThresholdCurve curve = new ThresholdCurve(golden.names().size(), golden.images(), 0.5);
        int images = golden.images().size();
        int[] once = Statistic.once(images);
        JsonNode threshold = expected.get("threshold");
        List<MatchCounts> perType = IntStream.range(0, golden.names().size())
                .mapToObj(type -> curve.at(type, 0.5, once))
                .toList();
        for (int type = 0; type < perType.size(); type++) {
            assertCounts(perType.get(type), threshold.get("per_class").get(type));
        }
        assertCounts(curve.at(0.5, once), threshold.get("micro"));
        assertMacro(perType, threshold.get("macro_all_classes"));
        assertMacro(
                perType.stream().filter(counts -> counts.positives() > 0).toList(),
                threshold.get("macro_classes_with_truth"));
        for (JsonNode row : threshold.get("per_image")) {
            int[] only = new int[images];
            only[golden.imageIds().indexOf(row.get("image_id").asLong())] = 1;
            assertOnlyCounts(curve.at(0.5, only), row);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("dataSets")
    void confusionMatrixIsTheRecordedOneAndItsSumsAreTheBoxCounts(String name, JsonNode data, JsonNode expected) {
        GoldenDetections golden = GoldenDetections.read(data);
        ConfusionMatrix matrix = BoxConfusion.of(golden.names(), golden.images(), 0.5, 0.5);
        JsonNode confusion = expected.get("confusion");
        assertThat(matrix.rows()).isEqualTo(strings(confusion.get("rows")));
        assertThat(matrix.columns()).isEqualTo(strings(confusion.get("columns")));
        for (int row = 0; row < matrix.rows().size(); row++) {
            for (int column = 0; column < matrix.columns().size(); column++) {
                assertThat(matrix.count(row, column))
                        .isEqualTo(confusion.get("matrix").get(row).get(column).asLong());
            }
        }
        for (int index = 0; index < golden.names().size(); index++) {
            int type = index;
            assertThat(matrix.rowSum(type))
                    .isEqualTo(golden.images().stream()
                            .flatMap(image -> image.groundTruth().stream())
                            .filter(box -> box.type() == type)
                            .count());
            assertThat(columnSum(matrix, type))
                    .isEqualTo(golden.images().stream()
                            .flatMap(image -> image.predictions().stream())
                            .filter(box -> box.type() == type && box.score() >= 0.5)
                            .count());
        }
    }

    @Test
    void boxOverlapsEqualTheRecordedOnes() {
        for (JsonNode data : GoldenMetrics.json("iou-cases.json").get("cases")) {
            String name = data.get("name").asString();
            Rectangle a = corners(data.get("a"));
            Rectangle b = corners(data.get("b"));
            assertThat(a.iou(b)).as(name).isCloseTo(data.get("iou").asDouble(), within(TOLERANCE));
        }
    }

    private static long columnSum(ConfusionMatrix matrix, int column) {
        return matrix.counts().stream().mapToLong(row -> row.get(column)).sum();
    }

    private static Rectangle corners(JsonNode box) {
        return Rectangle.ofCorners(
                box.get(0).asDouble(),
                box.get(1).asDouble(),
                box.get(2).asDouble(),
                box.get(3).asDouble());
    }

    private static void assertValue(OptionalDouble actual, JsonNode expected) {
        assertThat(actual.orElse(NOTHING_TO_AVERAGE)).isCloseTo(expected.asDouble(), within(TOLERANCE));
    }

    private static void assertValues(List<Double> actual, JsonNode expected) {
        assertThat(actual).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).isCloseTo(expected.get(i).asDouble(), within(TOLERANCE));
        }
    }

    private static void assertCounts(MatchCounts actual, JsonNode expected) {
        assertOnlyCounts(actual, expected);
        assertThat(actual.precision()).isCloseTo(expected.get("precision").asDouble(), within(TOLERANCE));
        assertThat(actual.recall()).isCloseTo(expected.get("recall").asDouble(), within(TOLERANCE));
        assertThat(actual.f1()).isCloseTo(expected.get("f1").asDouble(), within(TOLERANCE));
    }

    private static void assertOnlyCounts(MatchCounts actual, JsonNode expected) {
        assertThat(actual)
                .isEqualTo(new MatchCounts(
                        expected.get("tp").asLong(),
                        expected.get("fp").asLong(),
                        expected.get("fn").asLong()));
    }

    private static void assertMacro(List<MatchCounts> counts, JsonNode expected) {
        assertMacro(counts, MatchCounts::precision, expected.get("precision"));
        assertMacro(counts, MatchCounts::recall, expected.get("recall"));
        assertMacro(counts, MatchCounts::f1, expected.get("f1"));
    }

    private static void assertMacro(List<MatchCounts> counts, ToDoubleFunction<MatchCounts> ratio, JsonNode expected) {
        assertThat(counts.stream().mapToDouble(ratio).average().orElse(0))
                .isCloseTo(expected.asDouble(), within(TOLERANCE));
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
