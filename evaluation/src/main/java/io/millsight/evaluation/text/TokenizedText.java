package io.millsight.evaluation.text;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text whose tokens are joined by blanks. The captioning reference reads this string in two ways, which differ where a token holds a
 * no-break space and where there are no tokens at all.
 */
public record TokenizedText(String joined) {

    /** The characters of Unicode's White_Space, and the four separators that Python splits at. */
    private static final Pattern WHITE_SPACE = Pattern.compile(
            "[\\t-\\r\\u001C-\\u0020\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+");

    /** The tokens for BLEU and CIDEr: what stands between any white space. */
    public List<String> words() {
        return WHITE_SPACE.splitAsStream(joined).filter(word -> !word.isEmpty()).toList();
    }

    /** The tokens for ROUGE-L: what stands between single blanks, so that no text is one empty token. */
    List<String> blankSeparated() {
        return Arrays.asList(joined.split(" ", -1));
    }
}
