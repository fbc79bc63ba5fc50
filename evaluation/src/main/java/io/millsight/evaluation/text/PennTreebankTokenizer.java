package io.millsight.evaluation.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Splits English text by the conventions of the Penn Treebank, lower-cased: the tokens that captioning scores are computed on.
 *
 * <p>A scanner: at each position every rule of {@link PennTreebankRules} is tried, the longest match wins, and of equally long ones
 * the first. Upper case matters to the rules ({@code No. The} ends a sentence, {@code No. 3} does not), so the tokens are lower-cased
 * last. A mixed fraction such as {@code 4 1/2} is one token with a no-break space inside.
 *
 * <p>Thread-safe: it has no state.
 */
public final class PennTreebankTokenizer {

    /** Tokens that the captioning reference drops; brackets are lower-cased by then, so these names do not catch them. */
    private static final Set<String> REMOVED = Set.of(
            "''", "'", "``", "`", "-LRB-", "-RRB-", "-LCB-", "-RCB-", ".", "?", "!", ",", ":", "-", "--", "...", ";");

    private PennTreebankTokenizer() {}

    /** All tokens of a text, in order. */
    public static List<String> tokenize(String text) {
        String line = text.replace('\n', ' ');
        List<String> tokens = new ArrayList<>();
        int position = 0;
        while (position < line.length()) {
            PennTreebankRules.Match match = PennTreebankRules.longestAt(line, position);
            for (String token : match.tokens()) {
                tokens.add(token.toLowerCase(Locale.ROOT));
            }
            position = match.end();
        }
        return tokens;
    }

    /** The tokens that count for a score, without punctuation, joined by blanks. */
    static String withoutPunctuation(String text) {
        return tokenize(text).stream().filter(token -> !REMOVED.contains(token)).collect(Collectors.joining(" "));
    }
}
