package io.millsight.evaluation.report;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The names that keys of {@code metrics.json} had in the version before. They stand beside the new names for one version. */
final class FormerMetricKeys {

    private static final Map<String, String> ROOT = Map.of("published_results", "anchors");
    private static final Map<String, String> SETTINGS = Map.of("min_score", "score_threshold");
    private static final Map<String, String> MEASURES =
            Map.of("ap50_all_candidates", "ap50_with_unsure", "area_iou", "coverage");
    private static final Map<String, String> CALIBRATION = Map.of("predictions", "claims", "precision", "hit_share");
    private static final Map<String, String> ROBUSTNESS = Map.of("corruption", "disturbance");

    private FormerMetricKeys() {}

    /** Adds the former names to a finished document. */
    static void addTo(ObjectNode root) {
        add(root.path("metrics"), MEASURES);
        root.path("baselines").values().forEach(baseline -> add(baseline, MEASURES));
        root.path("published_results").values().forEach(published -> add(published, MEASURES));
        addToRows(root, "per_class", MEASURES);
        addToRows(root, "calibration", CALIBRATION);
        addToRows(root, "robustness", ROBUSTNESS);
        add(root.path("settings"), SETTINGS);
        add(root, ROOT);
    }

    private static void addToRows(ObjectNode root, String table, Map<String, String> formerNames) {
        if (root.path(table) instanceof ArrayNode rows) {
            rows.values().forEach(row -> add(row, formerNames));
        }
    }

    private static void add(JsonNode node, Map<String, String> formerNames) {
        if (node instanceof ObjectNode object) {
            formerNames.forEach((name, former) -> {
                JsonNode value = object.get(name);
                if (value != null) {
                    object.set(former, value.deepCopy());
                }
            });
        }
    }
}
