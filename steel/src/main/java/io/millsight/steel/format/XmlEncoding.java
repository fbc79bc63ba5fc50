package io.millsight.steel.format;

import io.millsight.files.MessageText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells whether an XML file could not be read because its characters are encoded in another way than it says. */
final class XmlEncoding {

    /** So many bytes hold the first line, in which the encoding is declared. */
    private static final int DECLARATION_BYTES = 256;

    private static final Pattern DECLARATION =
            Pattern.compile("<\\?xml[^>]*?encoding\\s*=\\s*[\"']([^\"']*)[\"']", Pattern.CASE_INSENSITIVE);

    private XmlEncoding() {}

    /** What is wrong with the encoding of the file, to follow its name; empty if the bytes are what the file says. */
    static Optional<String> fault(byte[] bytes) {
        Optional<String> declared = declared(bytes);
        if (declared.isEmpty()) {
            return isWideText(bytes) || isEncodedIn(StandardCharsets.UTF_8, bytes)
                    ? Optional.empty()
                    : Optional.of(
                            "not encoded in UTF-8, which is expected where the first line names no other encoding;"
                                    + " save it as UTF-8 or name its encoding, as in <?xml version=\"1.0\" encoding=\"GBK\"?>");
        }
        String name = MessageText.quote(declared.get());
        try {
            return isEncodedIn(Charset.forName(declared.get()), bytes)
                    ? Optional.empty()
                    : Optional.of(
                            "not encoded in " + name + ", as its first line says; save it as UTF-8 and say so there");
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return Optional.of("its first line names the encoding " + name
                    + ", which is not known here; save it as UTF-8 and say so there");
        }
    }

    private static Optional<String> declared(byte[] bytes) {
        String start = new String(bytes, 0, Math.min(bytes.length, DECLARATION_BYTES), StandardCharsets.ISO_8859_1);
        Matcher matcher = DECLARATION.matcher(start);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the file begins with the mark of UTF-16, in either order of bytes. */
    private static boolean isWideText(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        return mark == 0xFEFF || mark == 0xFFFE;
    }

    private static boolean isEncodedIn(Charset charset, byte[] bytes) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
