package io.millsight.qwen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads single tensors of small safetensors files into arrays, so that tests of the tensor-free half need no native code. */
final class GoldenTensors {

    private GoldenTensors() {}

    static Set<String> names(Path file) {
        return shapes(file).keySet();
    }

    static Map<String, long[]> shapes(Path file) {
        Map<String, long[]> shapes = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : header(bytes(file)).properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                JsonNode shape = entry.getValue().get("shape");
                shapes.put(
                        entry.getKey(),
                        shape.values().stream().mapToLong(JsonNode::longValue).toArray());
            }
        }
        return shapes;
    }

    static float[] floats(Path file, String tensor) {
        ByteBuffer bytes = bytes(file);
        JsonNode entry = header(bytes).get(tensor);
        if (entry == null || !entry.get("dtype").asString().equals("F32")) {
            throw new IllegalArgumentException(file + " has no tensor " + tensor + " of type F32");
        }
        int begin = entry.get("data_offsets").get(0).intValue();
        int end = entry.get("data_offsets").get(1).intValue();
        float[] values = new float[(end - begin) / Float.BYTES];
        bytes.slice(Long.BYTES + headerLength(bytes) + begin, end - begin)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    private static ByteBuffer bytes(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode header(ByteBuffer bytes) {
        ByteBuffer header = bytes.slice(Long.BYTES, headerLength(bytes));
        return JsonMapper.builder()
                .build()
                .readTree(StandardCharsets.UTF_8.decode(header).toString());
    }

    private static int headerLength(ByteBuffer bytes) {
        return Math.toIntExact(bytes.getLong(0));
    }
}
