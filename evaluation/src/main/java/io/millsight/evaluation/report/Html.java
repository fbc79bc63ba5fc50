package io.millsight.evaluation.report;

import io.millsight.files.MessageText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Small parts of a page. */
final class Html {

    private Html() {}

    /**
     * A text that stays a text wherever it stands in a page, inside quoted attributes as well. Characters that cannot be seen or that turn the
     * direction of the text are spelled out.
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

    /** The bytes of a picture as an address, so that the page needs no other file. */
    static String dataUri(String mediaType, byte[] bytes) {
        return "data:" + mediaType + ";base64,"
                + new String(Base64.getEncoder().encode(bytes), StandardCharsets.US_ASCII);
    }
}
