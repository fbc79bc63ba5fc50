package io.millsight.adapter;

import io.millsight.files.MessageText;
import io.millsight.image.ImageSize;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import io.millsight.steel.report.ReportDialect;
import io.millsight.steel.report.ReportParser;
import io.millsight.steel.report.ReportWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** An instruction of so many characters has some five thousand tokens; the question about every image begins with it. */
    private static final int LONGEST_INSTRUCTION = 20_000;

    private static final int MOST_TYPES = 2_000;

    private static final int LONGEST_NAME = 200;

    /**
     * Checks the task.
     *
     * @throws InputException if there is no type, or one twice, or if the instruction could not be asked: without types every surface would be clean
     */
    public ReportTask {
        types = List.copyOf(types);
        if (types.isEmpty()) {
            throw new InputException("types is empty; a model without types of defects would call every surface clean");
        }
        if (types.size() > MOST_TYPES) {
            throw new InputException(
                    "types has " + types.size() + " entries, more than the " + MOST_TYPES + " that are supported");
        }
        Set<DefectType> seen = new HashSet<>();
        for (DefectType type : types) {
            if (!seen.add(type)) {
                throw new InputException("types names " + MessageText.quote(type.name()) + " twice");
            }
            if (type.name().length() > LONGEST_NAME) {
                throw new InputException("types names " + MessageText.quote(type.name()) + ", longer than the "
                        + LONGEST_NAME + " characters that are supported");
            }
            requirePlain("types", type.name());
        }
        if (instruction.isBlank() || instruction.length() > LONGEST_INSTRUCTION) {
            throw new InputException("instruction has " + MessageText.count(instruction.length(), "character")
                    + ", expected 1 to " + LONGEST_INSTRUCTION);
        }
        requirePlain("instruction", instruction);
    }

    /** In a question the names of special tokens stand for these tokens: for images that are not there, or for its end. */
    private static void requirePlain(String key, String text) {
        for (SpecialToken token : SpecialToken.values()) {
            if (token.isControl() && text.contains(token.text())) {
                throw new InputException(key + " holds " + token.text()
                        + ", which the model does not read as text; leave it out (the image stands before the"
                        + " instruction by itself)");
            }
        }
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
