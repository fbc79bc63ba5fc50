package io.millsight.evaluation.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.ScoredDefect;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code predictions.json}: predicted boxes in COCO's result format, {@code bbox} as x, y, width, height. Image
 * ids count from 1 in ascending order of the file names, category ids from 1 in the order of the types. The names are
 * included. Predictions of unknown types are left out. A candidate below the voting threshold has {@code "rejected":
 * true}. Each result also has the source of its score and the hash of the split.
 */
final class PredictionsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PredictionsJson() {}

    static String of(EvaluationInput input) {
        ArrayNode root = JSON.createArrayNode();
        List<EvaluatedImage> images = input.images();
        for (int i = 0; i < images.size(); i++) {
            for (ScoredDefect defect : images.get(i).prediction().defects()) {
                add(root, input, i, defect, false);
            }
            for (ScoredDefect defect : images.get(i).prediction().rejected()) {
                add(root, input, i, defect, true);
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }

    private static void add(ArrayNode root, EvaluationInput input, int image, ScoredDefect defect, boolean rejected) {
        int type = input.types().indexOf(defect.type());
        if (type < 0) {
            return;
        }
        ObjectNode result = root.addObject()
                .put("image_id", image + 1)
                .put(
                        "file_name",
                        input.images().get(image).image().file().getFileName().toString())
                .put("category_id", type + 1)
                .put("category", defect.type().name())
                .put("score", defect.score())
                .put("score_mode", input.scoreMode().key())
                .put("split", input.split().hash());
        result.putArray("bbox")
                .add(defect.box().xMin())
                .add(defect.box().yMin())
                .add(defect.box().width())
                .add(defect.box().height());
        if (rejected) {
            result.put("rejected", true);
        }
    }
}
