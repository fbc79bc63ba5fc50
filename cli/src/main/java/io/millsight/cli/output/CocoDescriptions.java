package io.millsight.cli.output;

import io.millsight.files.MessageText;
import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.steel.DefectType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * Writes boxes in COCO's result form, x, y, width, height.
 *
 * <p>Image ids count from 1 in the order of the images, including images that could not be inspected. Category ids count
 * from 1 in the order of the model's types. The names stand beside the ids. A defect of a type that the model invented has no
 * category: it is left out, with a warning. The list is printed as a whole when all images are done, so that an interrupted
 * run prints no list.
 */
final class CocoDescriptions implements DescriptionWriter {

    private static final JsonMapper JSON = new JsonMapper();

    private final PrintWriter out;
    private final PrintWriter err;
    private final List<DefectType> types;
    private final ArrayNode results = JSON.createArrayNode();
    private final Map<DefectType, Integer> leftOut = new TreeMap<>();
    private int images;

    CocoDescriptions(PrintWriter out, PrintWriter err, List<DefectType> types) {
        this.out = out;
        this.err = err;
        this.types = types;
    }

    @Override
    public void described(Path image, Inspection inspection) {
        images++;
        for (InspectedDefect defect : inspection.defects()) {
            int type = types.indexOf(defect.type());
            if (type < 0) {
                leftOut.merge(defect.type(), 1, Integer::sum);
                continue;
            }
            results.addObject()
                    .put("image_id", images)
                    .put("file_name", image.toString())
                    .put("category_id", type + 1)
                    .put("category", defect.type().name())
                    .put("score", defect.score())
                    .putArray("bbox")
                    .add(defect.box().xMin())
                    .add(defect.box().yMin())
                    .add(defect.box().width())
                    .add(defect.box().height());
        }
    }

    @Override
    public void failed(Path image, String reason) {
        images++;
    }

    @Override
    public void finish() {
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results));
        out.flush();
        leftOut.forEach(
                (type, count) -> err.println(
                        "millsight: " + MessageText.count(count, "defect") + " of the type "
                                + MessageText.quote(type.name())
                                + " left out of the list: the model does not know the type, so there is no category; --format json has all"));
    }
}
