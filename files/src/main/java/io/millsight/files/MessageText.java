package io.millsight.files;

import java.util.Locale;

/**
 * Builds the words of messages: counts with their noun, and text from outside (file names, type names) in a form that
 * cannot control a terminal.
 */
public final class MessageText {

    /** Number of characters of a value that are shown. */
    private static final int LONGEST_VALUE = 80;

    /** A longer line loses its middle. The beginning names the file and the end states the remedy. */
    private static final int LONGEST_LINE = 2000;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private MessageText() {}

    /** Returns a number with its noun: {@code 1 image}, {@code 1,620 images}. */
    public static String count(long number, String singular) {
        return count(number, singular, singular + "s");
    }

    /** Returns a number with its noun, for nouns with an irregular plural: {@code 1 box}, {@code 2 boxes}. */
    public static String count(long number, String singular, String plural) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? singular : plural);
    }

    /** Returns a value in quotation marks, shortened by {@link #excerpt}. */
    public static String quote(String value) {
        return "\"" + excerpt(value) + "\"";
    }

    /** Returns a value in the form of {@link #printable}. A long value is cut and followed by its length. */
    public static String excerpt(String value) {
        if (value.length() <= LONGEST_VALUE) {
            return printable(value);
        }
        return printable(start(value, LONGEST_VALUE)) + "… (" + count(value.length(), "character") + ")";
    }

    /**
     * Returns a text in which control characters, direction marks and invisible characters are escaped as {@code
     * \u001b}.
     */
    public static String printable(String text) {
        if (text.codePoints().allMatch(MessageText::isHarmless)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isHarmless(character)) {
                printable.appendCodePoint(character);
            } else {
                printable.append(String.format(Locale.ROOT, "\\u%04x", character));
            }
        });
        return printable.toString();
    }

    /** Returns a message as one printable line of limited length. */
    public static String oneLine(String message) {
        String line = printable(message.strip().replaceAll("\\s*\\R\\s*", " "));
        if (line.length() <= LONGEST_LINE) {
            return line;
        }
        int half = LONGEST_LINE / 2;
        return start(line, half) + " … " + end(line, half);
    }

    private static String start(String text, int length) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    private static String end(String text, int length) {
        int begin = text.length() - length;
        return text.substring(Character.isLowSurrogate(text.charAt(begin)) ? begin + 1 : begin);
    }

    private static boolean isHarmless(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.FORMAT -> character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
