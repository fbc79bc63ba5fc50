package io.millsight.service.openai;

import io.millsight.history.Disposition;
import io.millsight.history.StoredDefect;
import io.millsight.history.StoredInspection;
import io.millsight.history.Verdict;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.DefectType;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The report about an inspection as JSON.
 *
 * @param verdict the verdict
 * @param disposition what happens with the steel
 * @param defects the boxes that count
 */
record ChatReport(Verdict verdict, Disposition disposition, List<StoredDefect> defects) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** A report of each kind. What a client wants must fit all of them. */
    static final List<ChatReport> SPECIMENS = List.of(
            new ChatReport(Verdict.CLEAN, Disposition.PASS, List.of()),
            new ChatReport(
                    Verdict.DEFECTS,
                    Disposition.REJECT,
                    List.of(new StoredDefect(
                            0, new DefectType("scratches"), new BoundingBox(10.5, 0, 20, 39), 0.91, true))),
            new ChatReport(Verdict.UNDETERMINED, Disposition.HOLD, List.of()));

    ChatReport {
        defects = List.copyOf(defects);
    }

    static ChatReport of(StoredInspection inspection) {
        return new ChatReport(inspection.content().answer().verdict(), inspection.disposition(), inspection.defects());
    }

    /** Returns the report with its verdict. */
    ObjectNode report() {
        ObjectNode node = JSON.createObjectNode();
        node.put("verdict", verdict.name()).put("disposition", disposition.name());
        ArrayNode list = node.putArray("defects");
        for (StoredDefect defect : defects) {
            ObjectNode each = list.addObject().put("type", defect.type().name());
            BoundingBox box = defect.box();
            each.putArray("box").add(box.xMin()).add(box.yMin()).add(box.xMax()).add(box.yMax());
            each.put("score", defect.score());
        }
        return node;
    }

    /** Returns the list of boxes in whole pixels. It says nothing of the verdict: an undetermined report has no list. */
    JsonNode qwen() {
        ArrayNode list = JSON.createArrayNode();
        for (StoredDefect defect : defects) {
            ObjectNode each = list.addObject();
            BoundingBox box = defect.box();
            each.putArray("bbox_2d")
                    .add(Math.round(box.xMin()))
                    .add(Math.round(box.yMin()))
                    .add(Math.round(box.xMax()))
                    .add(Math.round(box.yMax()));
            each.put("label", defect.type().words());
        }
        return list;
    }
}
