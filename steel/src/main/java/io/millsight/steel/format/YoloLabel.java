package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.DefectType;
import io.millsight.steel.InputException;
import io.millsight.steel.format.UncheckedObject.Corners;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * YOLO label file. Each line has the number of a type and a box in fractions of the image: {@code type x-centre
 * y-centre width height}.
 */
final class YoloLabel {

    private static final int FIELDS = 5;

    /** Equal to the limit for XML annotations. */
    private static final long MAX_BYTES = 4 << 20;

    private YoloLabel() {}

    /** Reads the boxes. The caller puts the file's name in front of error messages. */
    static List<UncheckedObject> read(Path file, List<DefectType> types) {
        List<UncheckedObject> objects = new ArrayList<>();
        List<String> lines = TextFile.read(file, MAX_BYTES).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                objects.add(object(line.split("\\s+"), "line " + (i + 1), types));
            }
        }
        return objects;
    }

    private static UncheckedObject object(String[] fields, String where, List<DefectType> types) {
        if (fields.length != FIELDS) {
            throw new InputException(where + ": it has " + fields.length
                    + " fields, but a box has 5: type, x and y of the centre, width, height (outlines are not read)");
        }
        double x = number(fields[1], where);
        double y = number(fields[2], where);
        double width = number(fields[3], where);
        double height = number(fields[4], where);
        Corners corners = Corners.fractions(x - width / 2, y - height / 2, x + width / 2, y + height / 2);
        return new UncheckedObject(where, type(fields[0], where, types).name(), corners);
    }

    private static DefectType type(String field, String where, List<DefectType> types) {
        double index = number(field, where);
        if (index != Math.rint(index) || index < 0 || index >= types.size()) {
            throw new InputException(where + ": there is no type " + MessageText.excerpt(field)
                    + (types.isEmpty()
                            ? "; the list of types is empty"
                            : "; the types are numbered from 0 to " + (types.size() - 1)));
        }
        return types.get((int) index);
    }

    private static double number(String field, String where) {
        try {
            double value = Double.parseDouble(field);
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // the message follows below
        }
        throw new InputException(where + ": " + MessageText.quote(field) + " is not a number");
    }
}
