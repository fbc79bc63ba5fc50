package io.millsight.steel.format;

import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes the bytes of an XML file by the encoding in its first line. The caller puts the file's name in front of error
 * messages.
 */
final class XmlEncoding {

    /** Number of bytes that contain the first line. */
    private static final int DECLARATION_BYTES = 256;

    private static final Pattern DECLARATION = Pattern.compile("<\\?xml[^>]*?encoding\\s*=\\s*[\"']([^\"']*)[\"']");
    private static final int BYTE_ORDER_MARK = 0xFEFF;
    private static final int SWAPPED_MARK = 0xFFFE;

    private XmlEncoding() {}

    static String decode(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : ((bytes[0] & 0xFF) << Byte.SIZE) | (bytes[1] & 0xFF);
        if (mark == BYTE_ORDER_MARK || mark == SWAPPED_MARK) {
            return decode(bytes, StandardCharsets.UTF_16, "not encoded in UTF-16, as its first bytes say");
        }
        String start = new String(bytes, 0, Math.min(bytes.length, DECLARATION_BYTES), StandardCharsets.ISO_8859_1);
        Matcher declaration = DECLARATION.matcher(start);
        if (!declaration.find()) {
            return decode(
                    bytes,
                    StandardCharsets.UTF_8,
                    "not encoded in UTF-8, which is expected where the first line names no other encoding;"
                            + " save it as UTF-8 or name its encoding, as in <?xml version=\"1.0\" encoding=\"GBK\"?>");
        }
        String name = declaration.group(1);
        String wrong = "not encoded in " + MessageText.quote(name)
                + ", as its first line says; save it as UTF-8 and say so there";
        Charset charset = charset(name);
        if (!"<".equals(new String(new byte[] {'<'}, charset))) {
            throw new InputException(wrong); // the first line has one byte per letter, so the encoding is not UTF-16
        }
        return decode(bytes, charset, wrong);
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new InputException(
                    "its first line names the encoding " + MessageText.quote(name)
                            + ", which is not known here; save it as UTF-8 and say so there",
                    e);
        }
    }

    private static String decode(byte[] bytes, Charset charset, String wrong) {
        try {
            String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InputException(wrong, e);
        }
    }
}
