package io.millsight.evaluation.classification;

import static io.millsight.evaluation.GoldenMetrics.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millsight.evaluation.GoldenMetrics;
import io.millsight.evaluation.statistics.ConfusionMatrix;
import io.millsight.evaluation.statistics.MatchCounts;
import io.millsight.evaluation.statistics.Statistic;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Compares type metrics with the recorded values. */
class TypeGoldenTest {

    private static final JsonNode DATA = GoldenMetrics.json("classification.json");
    private static final JsonNode EXPECTED = GoldenMetrics.json("classification-expected.json");
    private static final List<String> TYPES = strings(DATA.get("classes"));

    @Test
    void measuresAllImagesAsRecorded() {
        assertMetrics(DATA.get("items").valueStream().toList(), EXPECTED);
    }

    @Test
    void measuresEachPartOfTheImagesAsRecorded() {
        for (JsonNode subset : EXPECTED.get("subsets")) {
            Set<String> ids = strings(subset.get("ids")).stream().collect(Collectors.toSet());
            List<JsonNode> part = DATA.get("items")
                    .valueStream()
                    .filter(item -> ids.contains(item.get("id").asString()))
                    .toList();
            assertMetrics(part, subset);
        }
    }

    @Test
    void callsACleanSurfaceRightOnlyIfTheAnswerWasRead() {
        ImageTypes clean = new ImageTypes(List.of(), List.of(), true);
        ImageTypes unread = new ImageTypes(List.of(), List.of(), false);
        ImageTypes falseAlarm = new ImageTypes(List.of(), List.of(0), true);
        TypeMetrics metrics = new TypeMetrics(1, List.of(clean, unread, falseAlarm));
        assertThat(metrics.primaryAccuracy().of(Statistic.once(3))).hasValue(1.0 / 3);
        assertThat(metrics.confusion(List.of("a")).rows()).containsExactly("a", TypeMetrics.NONE);
        assertThat(metrics.confusion(List.of("a")).count(1, 1)).isEqualTo(2);
    }

    @Test
    void hasNoAccuracyWithoutImages() {
        assertThat(new TypeMetrics(1, List.of()).primaryAccuracy().of(new int[0]))
                .isEmpty();
    }

    private static void assertMetrics(List<JsonNode> items, JsonNode expected) {
        TypeMetrics metrics = new TypeMetrics(
                TYPES.size(),
                items.stream()
                        .map(item -> new ImageTypes(indices(item.get("truth")), indices(item.get("predicted")), true))
                        .toList());
        assertThat(items).hasSize(expected.get("images").asInt());
        int[] once = Statistic.once(items.size());
        assertStatistic(metrics.primaryAccuracy(), once, expected.get("accuracy_primary_in_truth"));
        assertStatistic(metrics.exactSetMatch(), once, expected.get("exact_set_match"));
        List<MatchCounts> perType = metrics.perType(once);
        for (int type = 0; type < TYPES.size(); type++) {
            JsonNode row = expected.get("per_class").get(type);
            assertThat(perType.get(type))
                    .isEqualTo(new MatchCounts(
                            row.get("tp").asLong(),
                            row.get("fp").asLong(),
                            row.get("fn").asLong()));
            assertThat(perType.get(type).f1()).isCloseTo(row.get("f1").asDouble(), within(TOLERANCE));
        }
        JsonNode micro = expected.get("micro");
        assertRatios(List.of(MatchCounts.sum(perType)), micro);
        assertRatios(perType, expected.get("macro"));
        assertConfusion(metrics.confusion(TYPES), expected.get("confusion"));
    }

    private static void assertConfusion(ConfusionMatrix matrix, JsonNode expected) {
        assertThat(matrix.rows()).isEqualTo(strings(expected.get("rows")));
        assertThat(matrix.columns()).isEqualTo(strings(expected.get("columns")));
        for (int row = 0; row < matrix.rows().size(); row++) {
            for (int column = 0; column < matrix.columns().size(); column++) {
                assertThat(matrix.count(row, column))
                        .isEqualTo(expected.get("matrix").get(row).get(column).asLong());
            }
        }
    }

    private static void assertStatistic(Statistic statistic, int[] weights, JsonNode expected) {
        assertThat(statistic.of(weights).orElseThrow()).isCloseTo(expected.asDouble(), within(TOLERANCE));
    }

    private static void assertRatios(List<MatchCounts> counts, JsonNode expected) {
        assertRatio(counts, MatchCounts::precision, expected.get("precision"));
        assertRatio(counts, MatchCounts::recall, expected.get("recall"));
        assertRatio(counts, MatchCounts::f1, expected.get("f1"));
    }

    private static void assertRatio(List<MatchCounts> counts, ToDoubleFunction<MatchCounts> ratio, JsonNode expected) {
        assertThat(counts.stream().mapToDouble(ratio).average().orElse(0))
                .isCloseTo(expected.asDouble(), within(TOLERANCE));
    }

    private static List<Integer> indices(JsonNode names) {
        return strings(names).stream().map(TYPES::indexOf).toList();
    }

    private static List<String> strings(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
