package io.millsight.tuning;

import io.millsight.image.ImageSize;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportParser;
import io.millsight.steel.report.ReportWriter;
import java.util.List;

/**
 * What a model is asked and how it answers. It travels with an adapter, because another question or another frame of coordinates gives other
 * answers.
 *
 * @param dialect the language of the answers
 * @param coordinates what their numbers count pixels of
 * @param boxOrder in which order they name defects
 * @param instruction the question
 * @param types the types that the model knows
 */
public record ReportTask(
        ReportDialect dialect, Coordinates coordinates, BoxOrder boxOrder, String instruction, List<DefectType> types) {

    /** Whose pixels the numbers of an answer count. */
    public enum Coordinates {
        /** Those of the original image, as the paper does. */
        ORIGINAL,
        /** Those of the image as it was resized for the model, as Qwen2.5-VL was trained. */
        RESIZED
    }

    public ReportTask {
        types = List.copyOf(types);
    }

    /** The task that a model without one of its own is given. */
    public static ReportTask standard(List<DefectType> types) {
        return new ReportTask(
                ReportDialect.PAPER, Coordinates.ORIGINAL, BoxOrder.POSITION, ReportDialect.PAPER.prompt(types), types);
    }

    /**
     * The frame of the numbers for one image.
     *
     * @param image its size, in whose pixels boxes are
     * @param shown the size that the model takes it to have
     * @param resized the size of what the model sees
     */
    CoordinateFrame frame(ImageSize image, ImageSize shown, ImageSize resized) {
        ImageSize counted = coordinates == Coordinates.ORIGINAL ? shown : resized;
        return new CoordinateFrame(image.width(), image.height(), counted.width(), counted.height());
    }

    /** The answer that the model should give. */
    public String write(List<Defect> defects, CoordinateFrame frame) {
        return new ReportWriter(dialect, boxOrder).write(defects, frame);
    }

    /** Reads an answer back into defects in pixels of the original image. */
    public ParsedReport parse(String answer, CoordinateFrame frame) {
        return new ReportParser(dialect, types).parse(answer, frame);
    }
}
