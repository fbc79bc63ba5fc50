package io.millsight.torch;

import io.millsight.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes safetensors files, each whole or not at all. */
public final class SafetensorsWriter {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int ALIGNMENT = 8;

    private SafetensorsWriter() {}

    /**
     * Writes tensors that are in memory.
     *
     * @param tensors by key; written in this order, the widest element type first so that all are aligned
     * @throws IOException if the disk is full or the folder cannot be written; no part of the file remains
     */
    public static void write(Path path, Map<String, Tensor> tensors) throws IOException {
        List<TensorHeader> headers = tensors.entrySet().stream()
                .map(entry -> TensorHeader.of(
                        entry.getKey(),
                        entry.getValue().dtype(),
                        entry.getValue().shape()))
                .toList();
        write(path, headers, header -> Objects.requireNonNull(tensors.get(header.name())));
    }

    /**
     * Writes tensors that are made one at a time, so that a model larger than memory can be written.
     *
     * @param headers what to write, in this order (the widest element type first)
     * @param values makes one tensor, of the header's type and shape; called once for each in order, within a scope that frees it
     * @throws IOException if the disk is full or the folder cannot be written; no part of the file remains
     */
    public static void write(Path path, Collection<TensorHeader> headers, Function<TensorHeader, Tensor> values)
            throws IOException {
        List<TensorHeader> ordered = headers.stream()
                .sorted(Comparator.comparingInt(
                        (TensorHeader header) -> -header.dtype().bytes()))
                .toList();
        AtomicFile.write(path, channel -> {
            writeFully(channel, header(ordered));
            for (TensorHeader header : ordered) {
                try (Scope scope = Scope.open()) {
                    writeValues(channel, header, values.apply(header));
                }
            }
        });
    }

    private static ByteBuffer header(List<TensorHeader> headers) {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt"); // what Hugging Face loaders ask for
        long begin = 0;
        for (TensorHeader header : headers) {
            ObjectNode node = root.putObject(header.name());
            node.put("dtype", header.dtype().fileName());
            node.set("shape", JSON.valueToTree(header.shape()));
            long end = begin + header.bytes();
            node.set("data_offsets", JSON.valueToTree(new long[] {begin, end}));
            begin = end;
        }
        byte[] json = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(padded).put(json);
        while (buffer.hasRemaining()) {
            buffer.put((byte) ' ');
        }
        return buffer.flip();
    }

    private static void writeValues(FileChannel channel, TensorHeader header, Tensor tensor) throws IOException {
        if (tensor.dtype() != header.dtype() || tensor.elements() != header.elements()) {
            throw new IllegalArgumentException("for " + header + " came " + tensor);
        }
        Tensor contiguous = tensor.detach().to(Device.CPU).contiguous();
        TensorBytes.forEach(contiguous, (chunk, offset) -> writeFully(channel, chunk));
    }

    private static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
