package io.millsight.steel.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a dialect, with places for what differs from report to report. Writing and guiding share it, so that they cannot come apart.
 *
 * @param clean the whole report about a surface without defects
 * @param start what stands before the first statement
 * @param statement the parts of a statement; between two numbers there is some text
 * @param separator what stands between two statements
 * @param end what stands behind the last statement
 */
record ReportTemplate(String clean, String start, List<Part> statement, String separator, String end) {

    private static final Pattern PLACE = Pattern.compile("( ?)<(\\w+)>|(?:(?! ?<).)+");

    ReportTemplate {
        statement = List.copyOf(statement);
    }

    /** A part of a statement. */
    sealed interface Part {

        /** The same words in every statement. */
        record Fixed(String text) implements Part {}

        /** The words for the type. */
        record TypeWords() implements Part {}

        /**
         * A number of the box.
         *
         * @param before the blank before it, if there is one: some tokenizers take it together with the number
         */
        record BoxNumber(String before, BoxEdge edge) implements Part {

            String write(long value) {
                return before + value;
            }
        }
    }

    /**
     * A form whose statement is written as a template.
     *
     * @param template with {@code <type>, <x1>, <y1>, <x2>, <y2>} where they stand
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
     * One statement in words.
     *
     * @param words for the type, spelled as the dialect wants them
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
