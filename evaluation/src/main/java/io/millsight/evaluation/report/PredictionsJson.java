package io.millsight.evaluation.report;

import io.millsight.evaluation.EvaluatedImage;
import io.millsight.evaluation.EvaluationInput;
import io.millsight.evaluation.ScoredDefect;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * {@code predictions.json}: claimed boxes in COCO's result form, {@code bbox} as x, y, width, height. Image ids count from 1 in
 * ascending order of the file names, category ids from 1 in the order of the types; names stand beside them. Claims of a type that
 * does not exist are left out. Each result also says where its score comes from and on which images it was made.
 */
final class PredictionsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PredictionsJson() {}

    static String of(EvaluationInput input) {
        ArrayNode root = JSON.createArrayNode();
        List<EvaluatedImage> images = input.images();
        for (int i = 0; i < images.size(); i++) {
            for (ScoredDefect defect : images.get(i).prediction().defects()) {
                int type = input.types().indexOf(defect.type());
                if (type >= 0) {
                    root.addObject()
                            .put("image_id", i + 1)
                            .put(
                                    "file_name",
                                    images.get(i).image().file().getFileName().toString())
                            .put("category_id", type + 1)
                            .put("category", defect.type().name())
                            .put("score", defect.score())
                            .put("score_mode", input.scoreMode().key())
                            .put("split", input.split().hash())
                            .putArray("bbox")
                            .add(defect.box().xMin())
                            .add(defect.box().yMin())
                            .add(defect.box().width())
                            .add(defect.box().height());
                }
            }
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
