package io.millsight.qwen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads single tensors of small safetensors files into arrays, so that tests of the tensor-free half need no native code. */
final class GoldenTensors {

    private GoldenTensors() {}

    static float[] floats(Path file, String tensor) {
        ByteBuffer data = read(file, tensor, "F32");
        float[] values = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    private static ByteBuffer read(Path file, String tensor, String dtype) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int headerLength = Math.toIntExact(bytes.getLong(0));
            String header = new String(bytes.array(), Long.BYTES, headerLength, StandardCharsets.UTF_8);
            JsonNode entry = JsonMapper.builder().build().readTree(header).get(tensor);
            if (entry == null || !entry.get("dtype").asString().equals(dtype)) {
                throw new IllegalArgumentException(file + " has no tensor " + tensor + " of type " + dtype);
            }
            int begin = entry.get("data_offsets").get(0).intValue();
            int end = entry.get("data_offsets").get(1).intValue();
            return bytes.slice(Long.BYTES + headerLength + begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
