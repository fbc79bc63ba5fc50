package io.millsight.cli.output;

import java.io.PrintWriter;

/** The formats in which {@code describe} prints what was found. */
public enum DescriptionFormat {
    /** For people. */
    TEXT,
    /** One JSON object per line and image. */
    JSON,
    /** One row per defect, and one for an image without defects. */
    CSV,
    /** One list of boxes in COCO's result format, when all images are done. */
    COCO;

    /** Returns a writer of this format. */
    public DescriptionWriter writer(PrintWriter out, PrintWriter err, DescriptionStyle style) {
        return switch (this) {
            case TEXT -> new TextDescriptions(out, style);
            case JSON -> new JsonDescriptions(out, style);
            case CSV -> new CsvDescriptions(out);
            case COCO -> new CocoDescriptions(out, err, style.types());
        };
    }
}
