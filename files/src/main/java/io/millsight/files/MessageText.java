package io.millsight.files;

import java.util.Locale;

/**
 * Words for messages: numbers with their noun, and text that somebody else wrote, such as file names and the names of types, in a form that
 * cannot steer a terminal.
 */
public final class MessageText {

    /** So many characters of a value tell which one is meant. */
    private static final int LONGEST_VALUE = 80;

    /** A longer line loses its middle: the beginning names the file, the end says what to do. */
    private static final int LONGEST_LINE = 2000;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private MessageText() {}

    /** {@code 1 image}, {@code 1,620 images}. */
    public static String count(long number, String singular) {
        return count(number, singular, singular + "s");
    }

    /** {@code 1 box}, {@code 2 boxes}: for nouns of which the plural does not end in {@code s} alone. */
    public static String count(long number, String singular, String plural) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? singular : plural);
    }

    /** A value in quotation marks as {@link #excerpt} shows it. */
    public static String quote(String value) {
        return "\"" + excerpt(value) + "\"";
    }

    /** A value as {@link #printable} shows it; of a long one the beginning, and how long it is. */
    public static String excerpt(String value) {
        if (value.length() <= LONGEST_VALUE) {
            return printable(value);
        }
        return printable(start(value, LONGEST_VALUE)) + "… (" + count(value.length(), "character") + ")";
    }

    /** A text in which characters that a terminal obeys, that turn its direction or that cannot be seen are spelled as {@code \u001b}. */
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

    /** A message as one printable line of bounded length. */
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
