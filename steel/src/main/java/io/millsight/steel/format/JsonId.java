package io.millsight.steel.format;

import io.millsight.steel.InputException;
import tools.jackson.databind.JsonNode;

/**
 * Id in a JSON file, normalised so that 7, 7.0 and "7" are equal.
 *
 * @param text number without a fraction, or text
 * @param isText whether the file contains it as text, which COCO tools do not write
 */
public record JsonId(String text, boolean isText) {

    /** Above this limit, a double cannot represent every whole number. */
    private static final double LARGEST_WHOLE = 1L << 53;

    /**
     * Returns the id in a JSON value.
     *
     * @param value the value
     * @param name name of the value in messages: {@code its "image_id"}
     * @throws InputException if the value is no id; the caller puts the place in front of the message
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

    /** Returns the id as a number, or -1 if it is not a number from 0. */
    public long number() {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
    }
}
