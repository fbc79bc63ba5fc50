package io.millsight.cli;

import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.steel.DefectType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Boxes in COCO's result form, x, y, width, height. Image ids count from 1 in the order of the images, category ids from 1 in the order of the
 * model's types; the names stand beside them. A type that the model invented has no category and is left out.
 */
final class CocoDescriptions implements DescriptionWriter {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter out;
    private final List<DefectType> types;
    private final ArrayNode results = JSON.createArrayNode();
    private int images;

    CocoDescriptions(PrintWriter out, List<DefectType> types) {
        this.out = out;
        this.types = types;
    }

    @Override
    public void write(Path image, Inspection inspection) {
        images++;
        for (InspectedDefect defect : inspection.defects()) {
            int type = types.indexOf(defect.type());
            if (type >= 0) {
                results.addObject()
                        .put("image_id", images)
                        .put("file_name", image.getFileName().toString())
                        .put("category_id", type + 1)
                        .put("category", defect.type().name())
                        .put("score", defect.confidence())
                        .putArray("bbox")
                        .add(defect.box().xMin())
                        .add(defect.box().yMin())
                        .add(defect.box().width())
                        .add(defect.box().height());
            }
        }
    }

    @Override
    public void close() {
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results));
        out.flush();
    }
}
