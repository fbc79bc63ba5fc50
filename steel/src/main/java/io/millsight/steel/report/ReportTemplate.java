package io.millsight.steel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fixed words and variable parts of a dialect. The writer and the guide share it, so both always agree.
 *
 * @param clean complete report about a surface without defects
 * @param start text before the first statement
 * @param statement parts of a statement; there is text between two numbers
 * @param separator text between two statements
 * @param end text after the last statement
 */
record ReportTemplate(String clean, String start, List<Part> statement, String separator, String end) {

    private static final Pattern PLACE = Pattern.compile("( ?)<(\\w+)>|(?:(?! ?<).)+");

    ReportTemplate {
        statement = List.copyOf(statement);
    }

    /** Part of a statement. */
    sealed interface Part {

        /** Words that are equal in every statement. */
        record Fixed(String text) implements Part {}

        /** Words of the type. */
        record TypeWords() implements Part {}

        /**
         * Coordinate of the box.
         *
         * @param before blank before the number, or empty. Some tokenizers join the blank with the number
         * @param edge edge that the number states
         */
        record BoxNumber(String before, BoxEdge edge) implements Part {

            String write(long value) {
                return before + value;
            }
        }
    }

    /**
     * Creates a report template from a template of its statement.
     *
     * @param template statement with the placeholders {@code <type>, <x1>, <y1>, <x2>, <y2>}
     */
    static ReportTemplate of(String clean, String start, String template, String separator, String end) {
        List<Part> parts = new ArrayList<>();
        Matcher matcher = PLACE.matcher(template);
        while (matcher.find()) {
            String place = matcher.group(2);
            if (place == null) {
                parts.add(new Part.Fixed(matcher.group()));
            } else if (place.equals("type")) {
                parts.add(new Part.Fixed(matcher.group(1)));
                parts.add(new Part.TypeWords());
            } else {
                parts.add(new Part.BoxNumber(matcher.group(1), BoxEdge.valueOf(place.toUpperCase(Locale.ROOT))));
            }
        }
        return new ReportTemplate(clean, start, parts, separator, end);
    }

    /**
     * Writes one statement.
     *
     * @param words words of the type in the spelling of the dialect
     */
    String write(String words, TextBox box) {
        StringBuilder text = new StringBuilder();
        for (Part part : statement) {
            if (part instanceof Part.Fixed fixed) {
                text.append(fixed.text());
            } else if (part instanceof Part.BoxNumber number) {
                text.append(number.write(Math.round(number.edge().of(box))));
            } else {
                text.append(words);
            }
        }
        return text.toString();
    }
}
