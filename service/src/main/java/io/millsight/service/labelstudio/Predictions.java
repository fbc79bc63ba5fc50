package io.millsight.service.labelstudio;

import io.millsight.history.Deployment;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.image.ImageSize;
import io.millsight.steel.BoundingBox;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes inspections as predictions: boxes in percent of the image, from its upper left corner. */
public final class Predictions {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final double PERCENT = 100;
    private static final int SHORT_HASH = 8;

    private Predictions() {}

    /** Returns the version of a model: its name and the beginning of its hash. */
    public static String version(Deployment deployment) {
        Deployment.Model model = deployment.model();
        String name = model.adapter() == null ? model.name() : model.adapter();
        String hash = model.adapterSha256() == null ? model.baseSha256() : model.adapterSha256();
        return name + "@" + hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /** Returns the prediction of an inspection. */
    public static ObjectNode of(StoredInspection inspection, LabelConfig config) {
        List<StoredDefect> defects = inspection.defects();
        ObjectNode node = prediction(version(inspection.deployment()), score(inspection, defects));
        ArrayNode result = node.putArray("result");
        ImageSize size = inspection.content().image().size();
        defects.forEach(defect -> add(result.addObject(), defect, size, config));
        if (inspection.content().answer().verdict() == Verdict.UNDETERMINED) {
            node.put("error", "the answer of the model cannot be read; a person has to look at the image");
        }
        return node;
    }

    private static ObjectNode prediction(String version, double score) {
        return JSON.createObjectNode().put("model_version", version).put("score", score);
    }

    /** Returns the prediction of a task that could not be inspected. */
    public static ObjectNode failed(String version, String error) {
        ObjectNode node = prediction(version, 0);
        node.putArray("result");
        return node.put("error", error);
    }

    /** The lowest is the least certain: tasks that are sorted by their score begin with those that need a person most. */
    private static double score(StoredInspection inspection, List<StoredDefect> defects) {
        return switch (inspection.content().answer().verdict()) {
            case UNDETERMINED -> 0;
            case DEFECTS ->
                defects.stream().mapToDouble(StoredDefect::score).min().orElse(0);
            case CLEAN ->
                1
                        - inspection.content().answer().defects().stream()
                                .mapToDouble(StoredDefect::score)
                                .max()
                                .orElse(0);
        };
    }

    private static void add(ObjectNode region, StoredDefect defect, ImageSize size, LabelConfig config) {
        region.put("id", Annotation.regionOf(defect.n()))
                .put("type", Annotation.RECTANGLES)
                .put("from_name", config.control())
                .put("to_name", config.object())
                .put("original_width", size.width())
                .put("original_height", size.height())
                .put("image_rotation", 0)
                .put("score", defect.score());
        BoundingBox box = defect.box();
        region.putObject("value")
                .put("x", PERCENT * box.xMin() / size.width())
                .put("y", PERCENT * box.yMin() / size.height())
                .put("width", PERCENT * (box.xMax() - box.xMin()) / size.width())
                .put("height", PERCENT * (box.yMax() - box.yMin()) / size.height())
                .put("rotation", 0)
                .putArray(Annotation.RECTANGLES)
                .add(config.label(defect.type()));
    }
}
