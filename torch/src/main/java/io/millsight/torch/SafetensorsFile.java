package io.millsight.torch;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file, mapped into memory. Opening reads only the header; the pages of a tensor are read when the tensor is used.
 *
 * <p>The format: the length of the header as an unsigned 64-bit little-endian number; the header, a JSON object that gives each tensor's
 * {@code dtype}, {@code shape} and {@code data_offsets} (from the end of the header), and {@code __metadata__}; the values, row-major.
 *
 * <p>Tensors handed out are views of the mapping and stay valid after {@link #close}. Writing to them does not reach the file.
 */
public final class SafetensorsFile implements AutoCloseable {

    /** A model of 72 billion parameters has a header of a quarter of a megabyte; its JSON takes some fifty times its size in the heap. */
    private static final long MAXIMUM_HEADER_BYTES = 16L << 20;

    private static final int MAXIMUM_AXES = 64; // of a tensor in libtorch
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private record Entry(TensorHeader header, long begin) {}

    private final Path path;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;
    private final Tensor bytes;

    private SafetensorsFile(Path path, Map<String, Entry> entries, Map<String, String> metadata, Tensor bytes) {
        this.path = path;
        this.entries = entries;
        this.metadata = metadata;
        this.bytes = bytes;
    }

    /**
     * Opens and checks a file.
     *
     * @throws SafetensorsException if it cannot be read, or its header is not that of a complete safetensors file
     */
    public static SafetensorsFile open(Path path) {
        try {
            InputFile.requireRegular(path); // a pipe would wait for a writer
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            long headerBytes = readHeaderLength(path, channel, size);
            ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
            readFully(channel, header, Long.BYTES);
            long dataStart = Long.BYTES + headerBytes;
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, Entry> entries = parse(path, header.array(), dataStart, size, metadata);
            return new SafetensorsFile(path, entries, metadata, map(path, size));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static SafetensorsException unreadable(Path path, IOException cause) {
        return new SafetensorsException(path + ": cannot be read: " + InputFile.reason(cause), cause);
    }

    private static long readHeaderLength(Path path, FileChannel channel, long size) throws IOException {
        if (size < Long.BYTES) {
            throw new SafetensorsException(path + ": " + size + " bytes are no safetensors file");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, length, 0);
        long headerBytes = length.getLong(0);
        if (headerBytes < 2 || headerBytes > MAXIMUM_HEADER_BYTES) {
            throw new SafetensorsException(path + ": no safetensors file (its header would be "
                    + Long.toUnsignedString(headerBytes) + " bytes long)");
        }
        if (Long.BYTES + headerBytes > size) {
            throw new SafetensorsException(path + ": truncated in its header; copy or download it again");
        }
        return headerBytes;
    }

    private static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("it ends too early");
            }
        }
    }

    private static Map<String, Entry> parse(
            Path path, byte[] header, long dataStart, long size, Map<String, String> metadata) {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JacksonException e) {
            throw new SafetensorsException(
                    path + ": no safetensors file (its header is not JSON: " + e.getOriginalMessage() + ")", e);
        }
        if (!root.isObject()) {
            throw new SafetensorsException(path + ": no safetensors file (its header is not a JSON object)");
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(METADATA)) {
                property.getValue().properties().forEach(item -> {
                    if (item.getValue().isString()) { // the format knows no other values
                        metadata.put(item.getKey(), item.getValue().stringValue());
                    }
                });
            } else {
                entries.put(property.getKey(), entry(path, property.getKey(), property.getValue(), dataStart, size));
            }
        }
        return entries;
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataStart, long size) {
        String where = path + ": tensor " + MessageText.excerpt(name) + ": ";
        JsonNode type = node.path("dtype");
        DType dtype = type.isString() ? DType.ofFileName(type.stringValue()) : null;
        if (dtype == null) {
            String found =
                    type.isMissingNode() ? "is missing" : MessageText.excerpt(type.toString()) + " is not supported";
            throw new SafetensorsException(where + "the dtype " + found);
        }
        long[] shape = sizes(node.path("shape"));
        long[] offsets = sizes(node.path("data_offsets"));
        if (shape == null || offsets == null || shape.length > MAXIMUM_AXES || offsets.length != 2) {
            throw new SafetensorsException(where + "the header gives the shape "
                    + MessageText.excerpt(node.path("shape").toString()) + " and the data_offsets "
                    + MessageText.excerpt(node.path("data_offsets").toString())
                    + "; expected lists of whole numbers that are not negative, two of them for the offsets");
        }
        TensorHeader header = TensorHeader.of(name, dtype, shape);
        long begin = offsets[0];
        long end = offsets[1];
        if (end - begin != bytes(header)) {
            throw new SafetensorsException(
                    where + "its shape " + Arrays.toString(shape) + " does not fit its offsets " + begin + ".." + end);
        }
        if (end > size - dataStart) {
            throw new SafetensorsException(
                    where + "truncated (the file ends before it does); copy or download it again");
        }
        return new Entry(header, dataStart + begin);
    }

    /** Returns a list of sizes, or null if the node is anything else. */
    private static long @Nullable [] sizes(JsonNode node) {
        if (!node.isArray()
                || !node.valueStream()
                        .allMatch(
                                item -> item.isIntegralNumber() && item.canConvertToLong() && item.longValue() >= 0)) {
            return null;
        }
        return node.valueStream().mapToLong(JsonNode::longValue).toArray();
    }

    /** Returns the size of a tensor's values in bytes, or -1 if the size exceeds the range of a long. */
    private static long bytes(TensorHeader header) {
        try {
            return header.bytes();
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static Tensor map(Path path, long size) {
        return Tensor.of(() -> torch.from_file(
                        path.toString(),
                        new BoolOptional(false),
                        new LongOptional(size),
                        new TensorOptions().dtype(new ScalarTypeOptional(DType.UINT8.scalarType()))))
                .retain();
    }

    public Path path() {
        return path;
    }

    /** Returns the keys in the order of the header. */
    public Set<String> names() {
        return entries.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Returns the header of a tensor.
     *
     * @throws SafetensorsException if there is none of that name
     */
    public TensorHeader header(String name) {
        return find(name).header();
    }

    /**
     * Returns a tensor whose values are mapped from the file. It belongs to the current scope.
     *
     * @throws SafetensorsException if there is none of that name
     */
    public Tensor tensor(String name) {
        Entry entry = find(name);
        TensorHeader header = entry.header();
        try (Scope scope = Scope.open()) {
            Tensor slice = bytes.narrow(0, entry.begin(), header.bytes());
            // A view in another type must start at a multiple of its size; writers align the data, but the format does
            // not demand it.
            Tensor aligned = entry.begin() % header.dtype().bytes() == 0 ? slice : slice.copy();
            return scope.keep(aligned.viewAs(header.dtype()).reshape(header.extents()));
        }
    }

    /**
     * Returns a tensor whose values are read into memory of its own, so that no page of the mapping stays in memory. It belongs to the current
     * scope.
     *
     * @throws SafetensorsException if there is none of that name, or the file cannot be read
     */
    public Tensor copy(String name) {
        Entry entry = find(name);
        TensorHeader header = entry.header();
        Tensor copy = Tensor.of(() ->
                torch.empty(header.extents(), Tensor.options(header.dtype(), Device.CPU), new MemoryFormatOptional()));
        try (FileChannel channel = FileChannel.open(path)) {
            TensorBytes.forEach(copy, (chunk, offset) -> readFully(channel, chunk, entry.begin() + offset));
        } catch (IOException e) {
            throw unreadable(path, e);
        }
        return copy;
    }

    private Entry find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new SafetensorsException(path + ": the tensor " + name + " is missing");
        }
        return entry;
    }

    /** Releases the mapping as soon as no tensor uses it. */
    @Override
    public void close() {
        bytes.close();
    }
}
