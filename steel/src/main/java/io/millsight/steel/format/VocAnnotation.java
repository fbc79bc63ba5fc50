package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.image.ImageSize;
import io.millsight.steel.DefectFlag;
import io.millsight.steel.InputException;
import io.millsight.steel.format.UncheckedObject.Corners;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Content of one Pascal VOC annotation. The caller puts the file's name in front of error messages.
 *
 * @param filename file name as written; null if missing
 * @param size size as stated; null if missing or zero
 * @param objects annotated objects
 */
record VocAnnotation(@Nullable String filename, @Nullable ImageSize size, List<UncheckedObject> objects) {

    static VocAnnotation read(Path file) {
        XmlElement root = XmlFile.read(file);
        if (!root.name().equalsIgnoreCase("annotation")) {
            throw new InputException("line " + root.line() + ": <annotation> is expected, not <"
                    + MessageText.excerpt(root.name()) + ">");
        }
        String filename = root.child("filename").map(XmlElement::text).orElse("");
        List<UncheckedObject> objects = new ArrayList<>();
        for (XmlElement object : root.children("object")) {
            objects.add(object(object, objects.size() + 1));
        }
        return new VocAnnotation(filename.isEmpty() ? null : filename, size(root), objects);
    }

    private static @Nullable ImageSize size(XmlElement root) {
        XmlElement size = root.child("size").orElse(null);
        if (size == null
                || size.child("width").isEmpty()
                || size.child("height").isEmpty()) {
            return null;
        }
        int width = (int) number(size, "width", "size");
        int height = (int) number(size, "height", "size");
        return width <= 0 || height <= 0 ? null : new ImageSize(width, height);
    }

    private static UncheckedObject object(XmlElement object, int index) {
        String where = "object " + index + " (line " + object.line() + ")";
        String type = required(object, "name", where).text();
        XmlElement box = required(object, "bndbox", where);
        return new UncheckedObject(
                where,
                type,
                Corners.pixels(
                        number(box, "xmin", where),
                        number(box, "ymin", where),
                        number(box, "xmax", where),
                        number(box, "ymax", where)),
                isDifficult(object, where) ? DefectFlag.DIFFICULT : DefectFlag.NONE);
    }

    private static boolean isDifficult(XmlElement object, String where) {
        XmlElement element = object.child("difficult").orElse(null);
        String text = element == null ? "" : element.text().toLowerCase(Locale.ROOT);
        return switch (text) {
            case "", "0", "false" -> false;
            case "1", "true" -> true;
            default ->
                throw new InputException(where + ": <difficult> in line "
                        + (element == null ? object.line() : element.line()) + " is \"" + text + "\", not 0 or 1");
        };
    }

    private static XmlElement required(XmlElement parent, String name, String where) {
        return parent.child(name)
                .orElseThrow(
                        () -> new InputException(where + ": <" + name + "> is missing from <" + parent.name() + ">"));
    }

    private static double number(XmlElement parent, String name, String where) {
        XmlElement element = required(parent, name, where);
        try {
            double value = Double.parseDouble(element.text());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // the message follows below
        }
        throw new InputException(where + ": <" + name + "> in line " + element.line() + " is "
                + MessageText.quote(element.text()) + ", not a number");
    }
}
