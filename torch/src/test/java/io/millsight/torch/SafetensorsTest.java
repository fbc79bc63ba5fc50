package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        Path file = folder.resolve("a.safetensors");
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("small", Tensor.of(new float[] {1.5f, -2}, 2).to(DType.BFLOAT16));
            tensors.put("ids", Tensor.of(new long[] {1, 2, 3, 4}, 2, 2));
            tensors.put(
                    "turned", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3).transpose(0, 1));
            tensors.put("scalar", Tensor.of(new float[] {7}));
            tensors.put("empty", Tensor.zeros(DType.FLOAT32, Device.CPU, 0, 3));
            SafetensorsWriter.write(file, tensors);
        }
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.names()).containsExactlyInAnyOrder("small", "ids", "turned", "scalar", "empty");
            assertThat(read.metadata()).containsEntry("format", "pt");
            assertThat(read.header("small")).isEqualTo(TensorHeader.of("small", DType.BFLOAT16, 2));
            assertThat(read.tensor("small").toFloats()).containsExactly(1.5f, -2);
            assertThat(read.tensor("ids").toLongs()).containsExactly(1, 2, 3, 4);
            assertThat(read.tensor("turned").toFloats()).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(read.tensor("scalar").item()).isEqualTo(7);
            assertThat(read.tensor("empty").shape()).containsExactly(0, 3);
        }
    }

    @Test
    void aCopyHoldsTheSameValuesInMemoryOfItsOwn() throws IOException {
        Path file = folder.resolve("a.safetensors");
        try (Scope scope = Scope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("steps", Tensor.of(new float[] {-127, 0, 5, 127}, 2, 2).to(DType.INT8));
            tensors.put("empty", Tensor.zeros(DType.FLOAT32, Device.CPU, 0, 3));
            SafetensorsWriter.write(file, tensors);
        }
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            for (String name : read.names()) {
                assertThat(read.copy(name).sameAs(read.tensor(name))).as(name).isTrue();
            }
            Files.write(file, new byte[8], StandardOpenOption.TRUNCATE_EXISTING);
            assertThatThrownBy(() -> read.copy("steps"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage(file + ": cannot be read: it ends too early");
        }
    }

    @Test
    void aCopyOfManyChunksHoldsTheSameValues() throws IOException {
        Path file = folder.resolve("large.safetensors");
        try (Scope scope = Scope.open();
                RandomGenerator random = RandomGenerator.seeded(1, Device.CPU)) {
            Tensor large = random.normal(0, 1, 3, 12 << 20); // 144 MiB
            SafetensorsWriter.write(file, Map.of("large", large));
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                assertThat(read.tensor("large").sameAs(large)).isTrue();
                assertThat(read.copy("large").sameAs(large)).isTrue();
            }
        }
    }

    @Test
    void tensorsOutliveTheFileAndWritesDoNotReachIt() throws IOException {
        Path file = write("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", floats(3));
        try (Scope scope = Scope.open()) {
            Tensor tensor;
            try (SafetensorsFile read = SafetensorsFile.open(file)) {
                tensor = read.tensor("a");
            }
            tensor.timesInPlace(2);
            assertThat(tensor.item()).isEqualTo(6);
        }
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensor("a").item()).isEqualTo(3);
        }
    }

    @Test
    void unalignedTensorsAreCopied() throws IOException {
        Path file = write(
                "{\"pad\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]}} ",
                concatenate(new byte[1], floats(1, 2)));
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensor("a").toFloats()).containsExactly(1, 2);
        }
    }

    @Test
    void readsBeyondTwoGibibytesLazily() throws IOException {
        long far = 3L << 30;
        Path file = folder.resolve("sparse.safetensors");
        byte[] header = ("{\"pad\":{\"dtype\":\"U8\",\"shape\":[" + far + "],\"data_offsets\":[0," + far + "]},"
                        + "\"last\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + far + "," + (far + 4)
                        + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(header, (header.length + 7) / 8 * 8);
        Arrays.fill(padded, header.length, padded.length, (byte) ' ');
        Files.write(file, prefixed(padded));
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(floats(42)), Long.BYTES + padded.length + far);
        }
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensor("last").item()).isEqualTo(42);
        }
    }

    @Test
    void aMissingTensorNamesFileAndKey() throws IOException {
        Path file = write("{}", new byte[0]);
        try (SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThatThrownBy(() -> read.tensor("b"))
                    .isInstanceOf(SafetensorsException.class)
                    .hasMessage(file + ": the tensor b is missing");
        }
    }

    @Test
    void damagedFilesAreRefusedInOneLine() throws IOException {
        assertRefused(Files.write(folder.resolve("short"), new byte[3]), "3 bytes are no safetensors file");
        assertRefused(
                Files.write(folder.resolve("html"), "<!DOCTYPE html><html>".getBytes(StandardCharsets.UTF_8)),
                "no safetensors file (its header would be");
        assertRefused(Files.write(folder.resolve("cut"), lengthPrefix(1000)), "truncated in its header");
        assertRefused(write("no json", new byte[0]), "its header is not JSON");
        assertRefused(
                write("{\"a\":{\"dtype\":\"F8_E5M2\",\"shape\":[1],\"data_offsets\":[0,1]}}", new byte[1]),
                "tensor a: the dtype \"F8_E5M2\" is not supported");
        assertRefused(
                write("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", new byte[4]),
                "tensor a: its shape [2] does not fit its offsets 0..4");
        assertRefused(
                write("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", new byte[4]),
                "tensor a: truncated (the file ends before it does)");
        assertRefused(folder.resolve("absent"), "cannot be read: there is no such file or folder");
        assertRefused(folder, "cannot be read: is a folder");
        assertRefused(Files.write(folder.resolve("huge"), lengthPrefix(20L << 20)), "no safetensors file (its header");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [1, 2]                                                       | no safetensors file (its header is not a JSON object)
            {"a": 1}                                                     | tensor a: the dtype is missing
            {"a": {"dtype": 4, "shape": [1], "data_offsets": [0, 4]}}    | tensor a: the dtype 4 is not supported
            {"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 4]}} | does not fit its offsets 0..4
            {"a": {"dtype": "F32", "shape": [2305843009213693953], "data_offsets": [0, 4]}}    | does not fit its offsets 0..4
            {"a": {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]}}   | the header gives the shape ["1"]
            {"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}   | the header gives the shape [1.5]
            {"a": {"dtype": "F32", "shape": 1, "data_offsets": [0, 4]}}       | the header gives the shape 1
            {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}    | the header gives the shape [-1]
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}     | does not fit its offsets 4..0
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}    | the data_offsets [-4,0]
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}        | the data_offsets [0]
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": {"0": 4}}}   | the data_offsets {"0":4}
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": [9223372036854775803, 9223372036854775807]}} | truncated (the file ends before it does)
            {"a": {"dtype": "F32", "shape": [1], "data_offsets": [1000000000000000000000000000000, 1000000000000000000000000000004]}} | the data_offsets [1000000000000000000000000000000
            {"a": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}} | Duplicate
            """)
    void whatAHeaderSaysIsComparedWithTheFile(String header, String reason) throws IOException {
        assertRefused(write(header, new byte[4]), reason);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    @Timeout(10)
    void aPipeIsRefusedInsteadOfWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe.safetensors");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(pipe, "cannot be read: is not a regular file");
    }

    private static void assertRefused(Path file, String reason) {
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(SafetensorsException.class)
                .message()
                .startsWith(file + ": ")
                .contains(reason)
                .doesNotContain("\n");
    }

    @Test
    void aFailureWhileWritingLeavesTheFormerFileAndNothingElse() throws IOException {
        Path file = folder.resolve("a.safetensors");
        try (Scope scope = Scope.open()) {
            SafetensorsWriter.write(file, Map.of("a", Tensor.of(new float[] {1}, 1)));
        }
        List<TensorHeader> headers =
                List.of(TensorHeader.of("a", DType.FLOAT32, 1), TensorHeader.of("b", DType.FLOAT32, 1));
        assertThatThrownBy(() -> SafetensorsWriter.write(file, headers, header -> {
                    if (header.name().equals("b")) {
                        throw new IllegalStateException("the disk is gone");
                    }
                    return Tensor.of(new float[] {2}, 1);
                }))
                .hasMessage("the disk is gone");
        try (Scope scope = Scope.open();
                SafetensorsFile read = SafetensorsFile.open(file)) {
            assertThat(read.tensor("a").item()).isEqualTo(1);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private Path write(String header, byte[] data) throws IOException {
        Path file = Files.createTempFile(folder, "", ".safetensors");
        return Files.write(file, concatenate(prefixed(header.getBytes(StandardCharsets.UTF_8)), data));
    }

    private static byte[] prefixed(byte[] header) {
        return concatenate(lengthPrefix(header.length), header);
    }

    private static byte[] lengthPrefix(long length) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .array();
    }

    private static byte[] floats(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    private static byte[] concatenate(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
