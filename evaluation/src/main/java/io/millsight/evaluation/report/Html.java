package io.millsight.evaluation.report;

import io.millsight.files.MessageText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Helpers for HTML. */
final class Html {

    private Html() {}

    /**
     * Escapes a text for any place in a page, including quoted attributes. Invisible characters and direction marks are
     * spelled out.
     */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                case '\n', '\t' -> escaped.appendCodePoint(character);
                default -> escaped.append(MessageText.printable(Character.toString(character)));
            }
        });
        return escaped.toString();
    }

    /** Returns a list of plain texts. */
    static String list(List<String> texts) {
        return texts.stream()
                .map(text -> "<li>" + escape(text) + "</li>\n")
                .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    }

    /** Returns the bytes of an image as a data URI, so that the page needs no other file. */
    static String dataUri(String mediaType, byte[] bytes) {
        return "data:" + mediaType + ";base64,"
                + new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
