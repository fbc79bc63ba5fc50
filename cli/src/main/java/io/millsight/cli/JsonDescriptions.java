package io.millsight.cli;

import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An object a line: image, verdict, defects with boxes as x1, y1, x2, y2 in pixels of the original image, what was too unsure to be one, answer. */
record JsonDescriptions(PrintWriter out) implements DescriptionWriter {

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void write(Path image, Inspection inspection) {
        ObjectNode node = JSON.createObjectNode();
        node.put("image", image.toString());
        node.put("width", inspection.size().width());
        node.put("height", inspection.size().height());
        node.put("verdict", inspection.verdict().name());
        add(node.putArray("defects"), inspection.defects());
        add(node.putArray("unsure"), inspection.unsure());
        node.put("answer", inspection.answer());
        node.put("truncated", inspection.truncated());
        ArrayNode notes = node.putArray("notes");
        inspection.notes().forEach(note -> notes.add(note.kind() + ": " + note.text()));
        node.put("seconds", inspection.duration().toNanos() / 1e9);
        out.println(JSON.writeValueAsString(node));
        out.flush();
    }

    private static void add(ArrayNode list, List<InspectedDefect> defects) {
        for (InspectedDefect defect : defects) {
            ObjectNode item = list.addObject();
            item.put("type", defect.type().name());
            item.putArray("box")
                    .add(defect.box().xMin())
                    .add(defect.box().yMin())
                    .add(defect.box().xMax())
                    .add(defect.box().yMax());
            item.put("confidence", defect.confidence());
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
