package io.millsight.qwen;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a text into the pieces within which bytes are paired: words with the blank before them, single digits, runs of signs, line
 * breaks, blanks.
 */
final class PreTokenizer {

    /** As tokenizer.json states it; Java and the tokenizers library read it alike. */
    static final String PATTERN = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
            + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+"
            + "|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+"
            + "|\\s+(?!\\S)"
            + "|\\s+";

    private static final Pattern PIECE = Pattern.compile(PATTERN, Pattern.UNICODE_CHARACTER_CLASS);

    private PreTokenizer() {}

    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC));
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        return pieces;
    }
}
