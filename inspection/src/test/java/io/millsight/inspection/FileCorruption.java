package io.millsight.inspection;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ContainerNode;
import tools.jackson.databind.node.ObjectNode;

/** Corrupts one place in a JSON or safetensors file. */
final class FileCorruption {

    private static final JsonMapper JSON = new JsonMapper();

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "1",
            "-1",
            "2",
            "0.5",
            "8.5",
            "-0.0",
            "1e-300",
            "1e308",
            "1e999",
            "65536",
            "2147483647",
            "-2147483648",
            "4294967296",
            "9223372036854775807",
            "1000000000000000000000000000000",
            "\"\"",
            "\"NaN\"",
            "\"abc\"",
            "\"1\"",
            "\"../../x\"",
            "\"/dev/zero\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"(\"",
            "\"(a*)*b\"",
            "\"<|image_pad|>\"",
            "\"all-linear\"",
            "\"F16\"",
            "\"I64\"",
            "[]",
            "{}",
            "[1]",
            "[[1, 2], [3]]",
            "[4294967296, 4294967296]",
            "[9223372036854175807, 9223372036854775807]",
            "{\"a\": 1}",
            "\"" + "x".repeat(30_000) + "\"",
            "[" + "0,".repeat(20_000) + "0]",
            "[".repeat(400) + "]".repeat(400));

    private final Random random;

    FileCorruption(long seed) {
        this.random = new Random(seed);
    }

    /** Returns corrupted bytes. */
    byte[] apply(String name, byte[] bytes) {
        if (random.nextInt(5) == 0) {
            return corruptBytes(bytes);
        }
        return name.endsWith(".safetensors") ? corruptTensors(bytes) : corruptJson(bytes);
    }

    private byte[] corruptBytes(byte[] bytes) {
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(100));
            case 2 -> new byte[random.nextInt(20)];
            default -> {
                byte[] changed = bytes.clone();
                for (int i = 0; i < 1 + random.nextInt(4); i++) {
                    changed[random.nextInt(Math.min(bytes.length, 4000))] = (byte) random.nextInt(256);
                }
                yield changed;
            }
        };
    }

    /** The header is JSON behind its length. */
    private byte[] corruptTensors(byte[] bytes) {
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        byte[] header = corruptJson(Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + length));
        ByteBuffer corrupted =
                ByteBuffer.allocate(bytes.length - length + header.length).order(ByteOrder.LITTLE_ENDIAN);
        return corrupted
                .putLong(header.length)
                .put(header)
                .put(bytes, Long.BYTES + length, bytes.length - Long.BYTES - length)
                .array();
    }

    private byte[] corruptJson(byte[] bytes) {
        JsonNode root = JSON.readTree(bytes);
        List<ContainerNode<?>> containers = new ArrayList<>();
        collect(root, containers);
        ContainerNode<?> place = containers.get(random.nextInt(containers.size()));
        JsonNode value = value();
        if (place instanceof ObjectNode object && !object.isEmpty()) {
            List<String> keys = List.copyOf(object.propertyNames());
            String key = keys.get(random.nextInt(keys.size()));
            switch (random.nextInt(6)) {
                case 0 -> object.remove(key);
                case 1 -> object.set(key + "_", value);
                default -> object.set(key, value);
            }
        } else if (place instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(index);
                case 1 -> array.add(array.get(index));
                default -> array.set(index, value);
            }
        } else {
            return "[]".getBytes(StandardCharsets.UTF_8);
        }
        return JSON.writeValueAsBytes(root);
    }

    private JsonNode value() {
        String text = VALUES.get(random.nextInt(VALUES.size()));
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> containers) {
        if (node instanceof ContainerNode<?> container) {
            containers.add(container);
            // Of a vocabulary and its like a few entries stand for all.
            container.valueStream().limit(200).forEach(child -> collect(child, containers));
        }
    }
}
