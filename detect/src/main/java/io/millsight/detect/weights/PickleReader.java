package io.millsight.detect.weights;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one pickle (protocols 0 to 5) into {@link PickleNode}s, text, numbers, truth values and null. It executes nothing: what would call a function
 * becomes a record of the call. Text of any kind and bytes become {@link String}, whole numbers {@link Long} or {@link BigInteger}.
 *
 * <p>Reading needs no recursion and, for each byte, at most one object, so that a small file cannot exhaust stack or memory. Source: Python's
 * {@code pickletools}, which documents the instructions.
 */
final class PickleReader {

    private static final int MAXIMUM_MEMO = 4_000_000;
    private static final int MAXIMUM_STACK = 4_000_000;
    private static final int LONGEST_LINE = 4096;

    /** Marks on the stack where the items of a list, tuple or dictionary begin. */
    private static final Object MARK = new Object();

    /** The bytes are no pickle, or one with an instruction that weights do not need. */
    static final class PickleException extends Exception {

        private static final long serialVersionUID = 1L;

        PickleException(String message) {
            super(message);
        }
    }

    private final ByteBuffer bytes;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final Map<Long, @Nullable Object> memo = new HashMap<>();

    private PickleReader(ByteBuffer bytes) {
        this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a pickle from the position of the buffer, which moves behind it.
     *
     * @throws PickleException if it is none
     */
    static @Nullable Object read(ByteBuffer bytes) throws PickleException {
        try {
            return new PickleReader(bytes).read();
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new PickleException("it is truncated or damaged");
        } catch (ClassCastException | NumberFormatException e) {
            throw new PickleException("it is damaged");
        }
    }

    private @Nullable Object read() throws PickleException {
        while (true) {
            int code = bytes.get() & 0xff;
            if (code == '.') {
                return pop();
            }
            if (stack.size() >= MAXIMUM_STACK) {
                throw new PickleException("it has more objects than weights need");
            }
            if (!value(code) && !collection(code) && !memo(code) && !object(code)) {
                throw new PickleException(String.format(Locale.ROOT, "it has the unknown instruction 0x%02x", code));
            }
        }
    }

    /** Instructions that push a plain value. */
    private boolean value(int code) throws PickleException {
        switch (code) {
            case 0x80 -> bytes.get(); // the protocol
            case 0x95 -> bytes.getLong(); // the length of a frame
            case 'N' -> push(null);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'I' -> push(number(line()));
            case 'L' -> push(number(line().replace("L", "")));
            case 'F' -> push(Double.valueOf(line()));
            case 'J' -> push((long) bytes.getInt());
            case 'K' -> push(bytes.get() & 0xffL);
            case 'M' -> push(bytes.getShort() & 0xffffL);
            case 0x8a -> push(whole(bytes.get() & 0xff));
            case 0x8b -> push(whole(length(bytes.getInt())));
            case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(bytes.getLong())));
            case 'S', 'V' -> push(line());
            case 'U', 'C', 0x8c -> push(text(bytes.get() & 0xff));
            case 'T', 'X', 'B' -> push(text(length(bytes.getInt())));
            case 0x8d, 0x8e, 0x96 -> push(text(length(bytes.getLong())));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean collection(int code) {
        switch (code) {
            case '(' -> push(MARK);
            case '0' -> pop();
            case '1' -> popToMark();
            case '2' -> push(stack.get(stack.size() - 1));
            case ']', ')', 0x8f -> push(PickleNode.sequence(new ArrayList<>()));
            case '}' -> push(PickleNode.mapping());
            case 'l', 't', 0x91 -> push(PickleNode.sequence(popToMark()));
            case 0x85 -> push(PickleNode.sequence(last(1)));
            case 0x86 -> push(PickleNode.sequence(last(2)));
            case 0x87 -> push(PickleNode.sequence(last(3)));
            case 'd' -> {
                List<@Nullable Object> items = popToMark();
                PickleNode mapping = PickleNode.mapping();
                put(mapping, items);
                push(mapping);
            }
            case 'a' -> {
                Object item = pop();
                top().items().add(item);
            }
            case 'e', 0x90 -> {
                List<@Nullable Object> items = popToMark();
                top().items().addAll(items);
            }
            case 's' -> {
                List<@Nullable Object> items = last(2);
                put(top(), items);
            }
            case 'u' -> {
                List<@Nullable Object> items = popToMark();
                put(top(), items);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean memo(int code) throws PickleException {
        switch (code) {
            case 'g' -> push(remembered(Long.parseLong(line())));
            case 'h' -> push(remembered(bytes.get() & 0xff));
            case 'j' -> push(remembered(bytes.getInt() & 0xffffffffL));
            case 'p' -> remember(Long.parseLong(line()));
            case 'q' -> remember(bytes.get() & 0xff);
            case 'r' -> remember(bytes.getInt() & 0xffffffffL);
            case 0x94 -> remember(memo.size());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Instructions that would look up or call something. */
    private boolean object(int code) throws PickleException {
        switch (code) {
            case 'c' -> {
                String module = line();
                push(PickleNode.name(module + "." + line()));
            }
            case 0x93 -> {
                List<@Nullable Object> parts = last(2);
                push(PickleNode.name(parts.get(0) + "." + (parts.get(1) instanceof String text ? text : "")));
            }
            case 'R', 0x81 -> {
                List<@Nullable Object> parts = last(2);
                push(PickleNode.call(parts.get(0), parts.get(1)));
            }
            case 0x92 -> {
                List<@Nullable Object> parts = last(3);
                push(PickleNode.call(parts.get(0), parts.get(1)));
            }
            case 'o' -> {
                List<@Nullable Object> parts = popToMark();
                push(PickleNode.call(parts.get(0), PickleNode.sequence(parts.subList(1, parts.size()))));
            }
            case 'i' -> {
                String module = line();
                PickleNode name = PickleNode.name(module + "." + line());
                push(PickleNode.call(name, PickleNode.sequence(popToMark())));
            }
            case 'b' -> {
                Object state = pop();
                if (stack.get(stack.size() - 1) instanceof PickleNode node) {
                    node.setState(state);
                }
            }
            case 'P' -> push(PickleNode.persistent(line()));
            case 'Q' -> push(PickleNode.persistent(pop()));
            default -> {
                return false;
            }
        }
        return true;
    }

    private void push(@Nullable Object value) {
        stack.add(value);
    }

    private @Nullable Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private PickleNode top() {
        return (PickleNode) Objects.requireNonNullElse(stack.get(stack.size() - 1), MARK);
    }

    private List<@Nullable Object> last(int count) {
        List<@Nullable Object> end = stack.subList(stack.size() - count, stack.size());
        List<@Nullable Object> items = new ArrayList<>(end);
        end.clear();
        return items;
    }

    private List<@Nullable Object> popToMark() {
        int mark = stack.size() - 1;
        while (stack.get(mark) != MARK) {
            mark--;
        }
        List<@Nullable Object> items = last(stack.size() - mark - 1);
        pop();
        return items;
    }

    private static void put(PickleNode mapping, List<@Nullable Object> keysAndValues) {
        for (int i = 0; i + 1 < keysAndValues.size(); i += 2) {
            mapping.entries().add(new PickleNode.Entry(keysAndValues.get(i), keysAndValues.get(i + 1)));
        }
    }

    private @Nullable Object remembered(long place) throws PickleException {
        if (!memo.containsKey(place)) {
            throw new PickleException("it refers to what it did not define");
        }
        return memo.get(place);
    }

    private void remember(long place) throws PickleException {
        if (memo.size() >= MAXIMUM_MEMO) {
            throw new PickleException("it has more objects than weights need");
        }
        memo.put(place, stack.get(stack.size() - 1));
    }

    private String line() throws PickleException {
        StringBuilder text = new StringBuilder();
        for (byte next = bytes.get(); next != '\n'; next = bytes.get()) {
            if (text.length() == LONGEST_LINE) {
                throw new PickleException("it has a line of more than " + LONGEST_LINE + " bytes");
            }
            text.append((char) (next & 0xff));
        }
        return text.toString();
    }

    private int length(long stated) throws PickleException {
        if (stated < 0 || stated > bytes.remaining()) {
            throw new PickleException("it is truncated");
        }
        return (int) stated;
    }

    private String text(int length) throws PickleException {
        byte[] text = new byte[length(length)];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private Object whole(int length) throws PickleException {
        byte[] digits = new byte[length(length)];
        bytes.get(digits);
        for (int i = 0; i < length / 2; i++) { // BigInteger wants the highest byte first
            byte digit = digits[i];
            digits[i] = digits[length - 1 - i];
            digits[length - 1 - i] = digit;
        }
        return length == 0 ? (Object) 0L : shortest(new BigInteger(digits));
    }

    private static Object number(String digits) {
        return shortest(new BigInteger(digits.trim()));
    }

    private static Object shortest(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
    }
}
