package io.millsight.cli.output;

import io.millsight.steel.DefectType;
import java.io.PrintWriter;
import java.util.List;

/** How {@code describe} prints what was found. */
public enum DescriptionFormat {
    /** For people. */
    TEXT,
    /** One JSON object a line and image. */
    JSON,
    /** One list of boxes in COCO's result form, when all images are done. */
    COCO;

    /** Returns a writer of this format. */
    public DescriptionWriter writer(PrintWriter out, PrintWriter err, List<DefectType> types) {
        return switch (this) {
            case TEXT -> new TextDescriptions(out);
            case JSON -> new JsonDescriptions(out);
            case COCO -> new CocoDescriptions(out, err, types);
        };
    }
}
