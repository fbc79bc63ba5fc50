package io.millsight.qwen;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights as a failing disk or a diverged training leaves them: one number is another. */
public final class DamagedWeights {

    private DamagedWeights() {}

    /** Sets the first number of a tensor in the safetensors files of a folder. */
    public static void set(Path folder, String tensor, float value) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".safetensors")).toList();
        }
        for (Path file : files) {
            if (setIn(file, tensor, value)) {
                return;
            }
        }
        throw new IllegalArgumentException(folder + " has no tensor " + tensor);
    }

    private static boolean setIn(Path weights, String tensor, float value) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
            int headerLength = (int) Long.reverseBytes(file.readLong());
            byte[] header = new byte[headerLength];
            file.readFully(header);
            JsonNode entry = JsonMapper.shared()
                    .readTree(new String(header, StandardCharsets.UTF_8))
                    .path(tensor);
            if (entry.isMissingNode()) {
                return false;
            }
            file.seek(Long.BYTES
                    + headerLength
                    + entry.path("data_offsets").get(0).asLong());
            file.write(
                    switch (entry.path("dtype").asString()) {
                        case "F32" -> littleEndian(Float.floatToIntBits(value), Float.BYTES);
                        case "BF16" -> littleEndian(Float.floatToIntBits(value) >>> Short.SIZE, Short.BYTES);
                        default -> throw new IllegalArgumentException(weights + ": " + entry);
                    });
            return true;
        }
    }

    private static byte[] littleEndian(int bits, int length) {
        byte[] all = ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bits)
                .array();
        return Arrays.copyOf(all, length);
    }
}
