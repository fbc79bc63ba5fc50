package io.millsight.evaluation.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules of {@link PennTreebankTokenizer}: patterns of tokens and their normalised form.
 *
 * <p>The rules were derived by comparing outputs with the tokenizer of CoreNLP 3.4.1, which the captioning reference
 * uses. All golden texts, and more than 99 % of 12,000 generated texts (report sentences, numbers, mark-up,
 * punctuation) are tokenised equally. The differences are randomly joined words, and the direction of single quotation
 * marks, which are dropped before scoring.
 */
final class PennTreebankRules {

    /**
     * Match at a position.
     *
     * @param tokens tokens; empty for white space
     * @param end start of the remaining text
     */
    record Match(List<String> tokens, int end) {}

    /** Pattern and the tokens for its match. */
    private record Rule(Pattern pattern, Function<Matcher, List<String>> writer) {}

    private static final Map<String, String> SYMBOLS = Map.ofEntries(
            Map.entry("(", "-LRB-"),
            Map.entry(")", "-RRB-"),
            Map.entry("[", "-LSB-"),
            Map.entry("]", "-RSB-"),
            Map.entry("{", "-LCB-"),
            Map.entry("}", "-RCB-"),
            Map.entry("\u00A2", "cents"),
            Map.entry("\u00A3", "#"),
            Map.entry("\u00A4", "$"),
            Map.entry("\u20A0", "$"),
            Map.entry("\u20AC", "$"),
            Map.entry("\u00BC", "1/4"),
            Map.entry("\u00BD", "1/2"),
            Map.entry("\u00BE", "3/4"),
            Map.entry("\u2153", "1/3"),
            Map.entry("\u2154", "2/3"),
            Map.entry("&amp;", "&"),
            Map.entry("&lt;", "<"),
            Map.entry("&gt;", ">"));

    /** Names in the patterns below. Each stands for a character class or a pattern; later ones may use earlier ones. */
    private static final Map<String, String> NAMES = Map.of(
            "<letter>", "[\\p{L}\\p{M}\\u00AD]",
            "<alnum>", "[\\p{L}\\p{M}\\u00AD\\p{Nd}]",
            "<apostrophe>", "['\\u2019\\u0092]",
            // A full stop without a following blank does not end a word: "defects.The" is one word.
            "<word>", "<letter><alnum>*+(?:[.!?]<letter><alnum>*+)*+",
            "<sentence>", "\\s+(?:\\s|\\p{Lu}|<)",
            "<opener>",
                    "\\s+(?:The|This|That|These|There|It|In|At|An?|He|She|We|They|You|But|If|As|One|Some|When|While"
                            + "|After|Then|So|However|What|Now|Her|Our|Their|Many|Such|Other|Mr)\\b");

    private static final List<Rule> RULES = List.of(
            skip("[\\s\\u0085\\u00A0\\u2000-\\u200B\\u202F\\u205F\\u3000\\uFEFF]+"),

            // Mark-up and addresses are one token.
            joined("</?[A-Za-z][\\w:.-]*(?: +[A-Za-z][\\w:.-]*(?: *= *(?:\"[^\"]*\"|'[^']*'))?)* */?>"),
            joined("<[!?][A-Za-z-][^<>]*[^<>-]>|<!--[^<>]*-->"),
            keep("https?://[^\\s<>|\"()\\u0085\\u00A0]*[^\\s<>|\"()\\u0085\\u00A0.,;:!?'-]"),
            keep("[\\w.%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}"),
            keep("[#@][A-Za-z]+|[A-Z]+\\$|C(?:\\+\\+|#)"),

            // Contractions are split; other words keep their apostrophe.
            split("(?i)(can)(not)(?!<letter>)"),
            split("(?i)(gon|wan)(na)(?!<letter>)"),
            split("(?i)(got)(ta)(?!<letter>)"),
            split("(?i)(lem|gim)(me)(?!<letter>)"),
            split("(?i)(<apostrophe>t)(is|was)(?!<letter>)"),
            split("(?i)([A-Za-z]+?)(n<apostrophe>t<letter>*)"),
            split("(?i)(<apostrophe>(?:[msd]|re|ve|ll))(?![A-Za-z])"),
            keep("<letter>*[dDoOlL]<apostrophe><letter>(?:_?<alnum>)*(?:-[A-Za-z0-9]+)*"),
            keep("(?i)ma'am|y'(?=<letter>)|'(?:em|n'|cause)(?!<letter>)|'[0-9]0s|'[0-9]{2}(?=\\s|$)"),

            // Words with underscores, hyphens and slashes.
            keep("<word>"),
            keep("<alnum>*<letter><alnum>*"),
            keep("<alnum>+(?:_<alnum>+)+"),
            keep("<alnum>(?:<alnum>|[._,])*(?:-(?:<alnum>|_)+)+"),
            keep("[A-Za-z0-9]+(?:-[A-Za-z]+){0,2}(?:\\\\?/[A-Za-z0-9]+(?:-[A-Za-z]+){0,2}){1,2}"),
            keep("[A-Z]+(?:[+&][A-Z]+)+"),

            // Abbreviations keep their full stop. At the end of a sentence, some are followed by a second one.
            keep("(?:<word>|[0-9]+)\\.(?=[,;:])"),
            keep("(?i)(?:figs?|nos?|prop|ca|art|bldg|pp|op)\\.(?=\\s?\\p{Nd})"),
            keep("(?:Mr|Mrs|Ms|Drs?|Profs?|Messrs|Lt|Col|Gen|Rev|Sgt|Capt|Sen|Gov|Hon|Mt|St|Ave|Dept|vs|cf)\\."),
            keep("[A-Za-z]\\.(?!<opener>)"),
            abbreviation("Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun", "<sentence>"),
            abbreviation("Inc|Corp|Co|Ltd|Bros|Plc|Jr|Sr|Bldg|Calif|Mass|Penn|Tex|Ph\\.D|etc|al|seq", "<sentence>"),
            abbreviation("[A-Za-z](?:\\.[A-Za-z])+", "<opener>"),

            // Numbers; three or four numbers in a row are treated as a telephone number.
            keep("[+-]?(?:\\p{Nd}*(?:[.:,]\\p{Nd}+)+|\\p{Nd}+)"),
            joined("(?:[0-9]{1,4}[- \\u00A0])?[0-9]{1,4}\\\\?/[0-9]{1,4}"),
            keep("[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{2,4}"),
            joined("(?:\\([0-9]{2,3}\\) ?|\\+{0,2}(?:[0-9]{2,4}[- ])?[0-9]{2,4}[- ])[0-9]{3,4}[- ]?[0-9]{3,5}"),

            // The direction of a quotation mark depends on the following character.
            write("\"(?=[A-Za-z0-9$])|\\u201C|\\u00AB|``", "``"),
            write("\"|\\u201D|\\u00BB|''|\\u2019\\u2019", "''"),
            write("'(?=[A-Za-z](?!\\s|$))|\\u2018|`", "`"),
            write("'|\\u2019", "'"),

            // Punctuation and symbols.
            write("\\.{3,5}|(?:\\. ){2,4}\\.|\\u2026", "..."),
            write("-{2,}|[\\u2013\\u2014]", "--"),
            joined("[:;][-o*']?[()\\[{|dDpP](?![A-Za-z0-9])|[:;=]\\](?![A-Za-z0-9])|=[()\\[dDpP](?![A-Za-z0-9])"),
            keep("[?!]+|\\*+|#+|_+"),
            symbol("(?i)&(?:amp|lt|gt);|[^\\s]"));

    /**
     * A longer word is split. Without this limit, {@link Pattern} overflows the stack on words of some 10,000
     * characters, because it matches repeated groups by recursion.
     */
    private static final int MAX_TOKEN_LENGTH = 1000;

    private PennTreebankRules() {}

    static Match longestAt(String line, int position) {
        int limit = endOfLongestToken(line, position);
        int end = position;
        List<String> tokens = List.of();
        for (Rule rule : RULES) {
            Matcher matcher = rule.pattern()
                    .matcher(line)
                    .region(position, limit)
                    .useTransparentBounds(true)
                    .useAnchoringBounds(false);
            if (matcher.lookingAt() && matcher.end() > end) {
                end = matcher.end();
                tokens = rule.writer().apply(matcher);
            }
        }
        return new Match(tokens, end);
    }

    private static int endOfLongestToken(String line, int position) {
        if (line.length() - position <= MAX_TOKEN_LENGTH) {
            return line.length();
        }
        int end = position + MAX_TOKEN_LENGTH;
        boolean cutsPair = Character.isHighSurrogate(line.charAt(end - 1));
        return cutsPair ? end - 1 : end;
    }

    private static Rule rule(String pattern, Function<Matcher, List<String>> writer) {
        String expanded = pattern;
        boolean changed = true;
        while (changed) {
            String before = expanded;
            for (Map.Entry<String, String> name : NAMES.entrySet()) {
                expanded = expanded.replace(name.getKey(), name.getValue());
            }
            changed = !expanded.equals(before);
        }
        return new Rule(Pattern.compile(expanded), writer);
    }

    private static Rule skip(String pattern) {
        return rule(pattern, matcher -> List.of());
    }

    private static Rule keep(String pattern) {
        return rule(pattern, matcher -> List.of(written(matcher.group())));
    }

    /**
     * Rule for a token that may contain blanks. They become no-break spaces, so that it stays one token when tokens are
     * joined.
     */
    private static Rule joined(String pattern) {
        return rule(
                pattern,
                matcher -> List.of(matcher.group()
                        .replace(' ', '\u00A0')
                        .replace("(", "-LRB-")
                        .replace(")", "-RRB-")));
    }

    /** Rule that gives one token per group. A curly apostrophe becomes a straight one. */
    private static Rule split(String pattern) {
        return rule(pattern, matcher -> {
            List<String> parts = new ArrayList<>();
            for (int group = 1; group <= matcher.groupCount(); group++) {
                parts.add(written(matcher.group(group)).replace('\u2019', '\''));
            }
            return parts;
        });
    }

    /** Rule for abbreviations. Before {@code nextSentence}, the full stop also ends the sentence and is repeated. */
    private static Rule abbreviation(String alternatives, String nextSentence) {
        return rule("((?:" + alternatives + ")\\.)(?:(?=(" + nextSentence + "))|)", matcher -> {
            boolean endsSentence = matcher.group(2) != null;
            return endsSentence ? List.of(matcher.group(1), ".") : List.of(matcher.group(1));
        });
    }

    private static Rule write(String pattern, String token) {
        return rule(pattern, matcher -> List.of(token));
    }

    private static Rule symbol(String pattern) {
        return rule(pattern, matcher -> {
            String text = matcher.group();
            boolean outsideBasicPlane = Character.charCount(text.codePointAt(0)) > 1;
            return outsideBasicPlane ? List.of() : List.of(SYMBOLS.getOrDefault(text, text));
        });
    }

    /** Removes soft hyphens, which only mark possible line breaks. */
    private static String written(String token) {
        return token.replace("\u00AD", "");
    }
}
