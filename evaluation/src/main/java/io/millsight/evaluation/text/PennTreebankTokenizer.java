package io.millsight.evaluation.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Penn Treebank tokenizer for English text with lower-case tokens, as used for captioning scores.
 *
 * <p>At each position all rules of {@link PennTreebankRules} are tried. The longest match wins; of equal ones, the
 * first rule. The tokens are lower-cased last, because case matters to the rules ({@code No. The} ends a sentence,
 * {@code No. 3} does not). A mixed fraction such as {@code 4 1/2} is one token with a no-break space.
 *
 * <p>Thread-safe, because it has no state.
 */
public final class PennTreebankTokenizer {

    /**
     * Tokens that the captioning reference drops. Brackets are lower-cased before, so these names do not match them.
     */
    private static final Set<String> REMOVED = Set.of(
            "''", "'", "``", "`", "-LRB-", "-RRB-", "-LCB-", "-RCB-", ".", "?", "!", ",", ":", "-", "--", "...", ";");

    private PennTreebankTokenizer() {}

    /** Returns all tokens of a text in order. */
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

    /** Returns the tokens without punctuation, joined by blanks. */
    static String withoutPunctuation(String text) {
        return tokenize(text).stream().filter(token -> !REMOVED.contains(token)).collect(Collectors.joining(" "));
    }
}
