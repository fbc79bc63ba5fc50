package io.millsight.evaluation.text;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Text as tokens that are joined by blanks. The captioning reference splits this string in two ways, which differ for
 * tokens with a no-break space and for texts without tokens.
 */
public record TokenizedText(String joined) {

    /** White space of Unicode, and four further separators of Python. */
    private static final Pattern WHITE_SPACE = Pattern.compile(
            "[\\t-\\r\\u001C-\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+");

    /** Returns the tokens for BLEU and CIDEr: the text between any white space. */
    public List<String> words() {
        return WHITE_SPACE.splitAsStream(joined).filter(word -> !word.isEmpty()).toList();
    }

    /** Returns the tokens for ROUGE-L: the text between single blanks. An empty text is one empty token. */
    List<String> blankSeparated() {
        return Arrays.asList(joined.split(" ", -1));
    }
}
