package io.millsight.cli.output;

import io.millsight.inspection.InspectedDefect;
import io.millsight.inspection.Inspection;
import io.millsight.inspection.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one JSON object per line. {@code docs/schemas/description.schema.json} describes the keys. A box is x1, y1, x2, y2 in
 * pixels of the original image.
 *
 * <p>The object of an image that could not be inspected has the same keys. Its verdict is UNDETERMINED, its size is null, and a note gives the
 * reason.
 */
record JsonDescriptions(PrintWriter out, DescriptionStyle style) implements DescriptionWriter {

    /** Begins the note about an image that could not be inspected. */
    private static final String NOT_INSPECTED = "NOT_INSPECTED: ";

    /** Former name of {@code rejected}; written for one version. */
    private static final String FORMER_REJECTED = "unsure";

    /** Former name of {@code score}; written for one version. */
    private static final String FORMER_SCORE = "confidence";

    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public void described(Path image, Inspection inspection) {
        ObjectNode node = JSON.createObjectNode();
        node.put("image", image.toString());
        node.put("width", inspection.size().width());
        node.put("height", inspection.size().height());
        node.put("verdict", inspection.verdict().name());
        add(node.putArray("defects"), inspection.defects());
        add(node.putArray("rejected"), inspection.rejected());
        add(node.putArray(FORMER_REJECTED), inspection.rejected());
        node.put("answer", inspection.answer());
        node.put("report", style.report(inspection));
        node.put("truncated", inspection.truncated());
        ArrayNode notes = node.putArray("notes");
        inspection.notes().forEach(note -> notes.add(note.kind() + ": " + note.text()));
        inspection.caveats().forEach(caveat -> notes.add(caveat.kind() + ": " + caveat.text()));
        addStyle(node);
        node.put("seconds", inspection.duration().toNanos() / 1e9);
        print(node);
    }

    @Override
    public void failed(Path image, String reason) {
        ObjectNode node = JSON.createObjectNode();
        node.put("image", image.toString());
        node.putNull("width");
        node.putNull("height");
        node.put("verdict", Verdict.UNDETERMINED.name());
        node.putArray("defects");
        node.putArray("rejected");
        node.putArray(FORMER_REJECTED);
        node.put("answer", "");
        node.put("report", "");
        node.put("truncated", false);
        node.putArray("notes").add(NOT_INSPECTED + reason);
        addStyle(node);
        node.put("seconds", 0.0);
        print(node);
    }

    private void addStyle(ObjectNode node) {
        ArrayNode caveats = node.putArray("caveats");
        style.caveats().forEach(caveats::add);
        node.put("min_score", style.minScore());
    }

    private void print(ObjectNode node) {
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
            item.put("score", defect.score());
            item.put(FORMER_SCORE, defect.score());
        }
    }

    @Override
    public void finish() {
        out.flush();
    }
}
