package io.millsight.qwen.tokenizer;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a text into the pieces within which bytes are paired: words with the blank before them, numbers, runs of signs, line breaks, blanks. */
public enum PreTokenizer {

    /** As published: every digit is a piece of its own, and so is the space before a number. */
    DIGITS("\\p{N}"),

    /**
     * Up to three digits and the space before them are one piece, so that a coordinate can be one token. The model then decides over all
     * coordinates at once, instead of digit by digit.
     */
    NUMBERS(" ?\\p{N}{1,3}");

    private final String pattern;

    @SuppressWarnings("ImmutableEnumChecker") // a pattern is immutable
    private final Pattern piece;

    PreTokenizer(String number) {
        pattern = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
                + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
                + "|" + number
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
                + "|\\s*[\\r\\n]+"
                + "|\\s+(?!\\S)"
                + "|\\s+";
        piece = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    }

    /** As tokenizer.json states it; Java and the tokenizers library read it alike. */
    String pattern() {
        return pattern;
    }

    List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = piece.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }
}
