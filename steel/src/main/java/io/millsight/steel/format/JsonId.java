package io.millsight.steel.format;

import io.millsight.steel.InputException;
import tools.jackson.databind.JsonNode;

/**
 * An id in a JSON file, in a form by which equal ids are equal: 7, 7.0 and "7" are one.
 *
 * @param text the number without a fraction, or the text
 * @param isText whether the file has it as text, as no COCO tool writes it
 */
public record JsonId(String text, boolean isText) {

    /** Beyond this a double does not tell a whole number from the next. */
    private static final double LARGEST_WHOLE = 1L << 53;

    /**
     * The id that a value states.
     *
     * @param name how a message calls it: {@code its "image_id"}
     * @throws InputException if it is none; the message is to follow the place
     */
    public static JsonId of(JsonNode value, String name) {
        if (value.isMissingNode() || value.isNull()) {
            throw new InputException(name + " is missing");
        }
        if (value.isString()) {
            String text = value.stringValue().strip();
            if (text.isEmpty()) {
                throw new InputException(name + " is an empty text");
            }
            return new JsonId(text, true);
        }
        if (value.isIntegralNumber()) {
            if (!value.canConvertToLong()) {
                throw new InputException(name + " is " + JsonListReader.show(value)
                        + ", which has more than 64 bits; give a smaller number");
            }
            return new JsonId(Long.toString(value.longValue()), false);
        }
        if (value.isNumber()) {
            double number = value.doubleValue();
            if (number == Math.rint(number) && Math.abs(number) <= LARGEST_WHOLE) {
                return new JsonId(Long.toString((long) number), false);
            }
        }
        throw new InputException(
                name + " is " + JsonListReader.show(value) + ", which is neither a whole number nor text");
    }

    /** The number that the id is, or -1 where it is no number from 0 on. */
    public long number() {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
