package io.millsight.torch;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file, read by mapping it into memory: opening costs the header, and a tensor's pages are read when they are used.
 *
 * <p>The format: the length of the header as an unsigned 64-bit little-endian number; the header, a JSON object that gives each tensor's
 * {@code dtype}, {@code shape} and {@code data_offsets} (from the end of the header), and {@code __metadata__}; the values, row-major.
 *
 * <p>Tensors handed out are views of the mapping and stay valid after {@link #close}. Writing to them does not reach the file.
 */
public final class SafetensorsFile implements AutoCloseable {

    private static final long MAXIMUM_HEADER_BYTES = 100_000_000; // the limit of the reference implementation
    private static final String METADATA = "__metadata__";
    private static final JsonMapper JSON = new JsonMapper();

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
            throw new SafetensorsException(
                    path + (Files.exists(path) ? ": cannot be read: " + e.getMessage() : ": no such file"), e);
        }
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
                throw new EOFException("it ends within its header");
            }
        }
    }

    private static Map<String, Entry> parse(
            Path path, byte[] header, long dataStart, long size, Map<String, String> metadata) {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JacksonException e) {
            throw new SafetensorsException(path + ": no safetensors file (its header is not JSON)", e);
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> property : root.properties()) {
            if (property.getKey().equals(METADATA)) {
                property.getValue()
                        .properties()
                        .forEach(item ->
                                metadata.put(item.getKey(), item.getValue().asString()));
            } else {
                entries.put(property.getKey(), entry(path, property.getKey(), property.getValue(), dataStart, size));
            }
        }
        return entries;
    }

    private static Entry entry(Path path, String name, JsonNode node, long dataStart, long size) {
        String where = path + ": tensor " + name + ": ";
        DType dtype = DType.ofFileName(node.path("dtype").asString(""));
        if (dtype == null) {
            throw new SafetensorsException(where + "the dtype " + node.path("dtype") + " is not supported");
        }
        JsonNode offsets = node.path("data_offsets");
        if (!node.path("shape").isArray() || offsets.size() != 2) {
            throw new SafetensorsException(where + "the header lacks its shape or data_offsets");
        }
        long[] shape =
                node.path("shape").valueStream().mapToLong(JsonNode::asLong).toArray();
        TensorHeader header = TensorHeader.of(name, dtype, shape);
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (Arrays.stream(shape).anyMatch(extent -> extent < 0) || begin < 0 || end - begin != header.bytes()) {
            throw new SafetensorsException(
                    where + "its shape " + Arrays.toString(shape) + " does not fit its offsets " + begin + ".." + end);
        }
        if (dataStart + end > size) {
            throw new SafetensorsException(
                    where + "truncated (the file ends before it does); copy or download it again");
        }
        return new Entry(header, dataStart + begin);
    }

    private static Tensor map(Path path, long size) {
        TensorOptions options = new TensorOptions().dtype(new ScalarTypeOptional(DType.UINT8.scalarType()));
        return Tensor.of(() ->
                        torch.from_file(path.toString(), new BoolOptional(false), new LongOptional(size), options))
                .retain();
    }

    public Path path() {
        return path;
    }

    /** The keys in the order of the header. */
    public Set<String> names() {
        return entries.keySet();
    }

    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * What the file says about a tensor.
     *
     * @throws SafetensorsException if there is none of that name
     */
    public TensorHeader header(String name) {
        return find(name).header();
    }

    /**
     * A tensor's values, mapped from the file, in the current scope.
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

    private Entry find(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new SafetensorsException(path + ": the tensor " + name + " is missing");
        }
        return entry;
    }

    /** Releases the mapping once no tensor of it is in use any more. */
    @Override
    public void close() {
        bytes.close();
    }
}
