package io.millsight.qwen.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A printable character for each byte, as byte-level vocabularies have used since GPT-2: visible Latin-1 characters stand for themselves,
 * the other 68 bytes are given the characters from U+0100 on, in ascending order.
 */
public final class ByteAlphabet {

    private static final int BYTES = 256;
    private static final char[] SYMBOLS = symbols();

    private ByteAlphabet() {}

    /** The UTF-8 bytes of a text, one character each. */
    public static String spell(String text) {
        StringBuilder spelled = new StringBuilder();
        for (byte value : text.getBytes(StandardCharsets.UTF_8)) {
            spelled.append(SYMBOLS[value & 0xff]);
        }
        return spelled.toString();
    }

    /** All characters in ascending order, which is the order of their ids. */
    public static int[] inOrder() {
        return IntStream.range(0, BYTES).map(value -> SYMBOLS[value]).sorted().toArray();
    }

    private static char[] symbols() {
        char[] symbols = new char[BYTES];
        char next = BYTES;
        for (char value = 0; value < BYTES; value++) {
            boolean visible = (value >= '!' && value <= '~') || (value >= '\u00a1' && value != '\u00ad');
            symbols[value] = visible ? value : next++;
        }
        return symbols;
    }
}
