package io.millsight.evaluation.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Small parts of a page. */
final class Html {

    private Html() {}

    /** A text that stays a text wherever it stands in a page, inside quoted attributes as well. */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(character);
            }
        });
        return escaped.toString();
    }

    /** The bytes of a picture as an address, so that the page needs no other file. */
    static String dataUri(String mediaType, byte[] bytes) {
        return "data:" + mediaType + ";base64,"
                + new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
