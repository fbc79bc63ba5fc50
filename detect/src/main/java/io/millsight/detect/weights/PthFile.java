package io.millsight.detect.weights;

import io.millsight.detect.DetectorException;
import io.millsight.detect.weights.PickleReader.PickleException;
import io.millsight.files.InputFile;
import io.millsight.torch.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * A file that {@code torch.save} wrote, read as data: the zip archive of PyTorch 1.6 and later, or the stream of five pickles before that, which most
 * of torchvision's files are.
 */
final class PthFile implements WeightFile {

    private static final long MAXIMUM_BYTES = Integer.MAX_VALUE; // 2 GiB; the largest published detector has 0.2
    private static final int MAXIMUM_PICKLE = 64 << 20;
    private static final int MOST_ENTRIES = 100_000;
    private static final BigInteger OLD_MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long OLD_PROTOCOL = 1001;

    /** Gives the bytes of a storage. */
    @FunctionalInterface
    private interface Storages {

        ByteBuffer bytes(StoredTensor tensor) throws IOException;
    }

    private final Path path;
    private final Map<String, StoredTensor> tensors;
    private final Storages storages;
    private final @Nullable ZipFile archive;

    private PthFile(Path path, Map<String, StoredTensor> tensors, Storages storages, @Nullable ZipFile archive) {
        this.path = path;
        this.tensors = tensors;
        this.storages = storages;
        this.archive = archive;
    }

    /** Opens an archive. */
    static PthFile ofArchive(Path path) throws IOException {
        ZipFile archive = new ZipFile(path.toFile());
        try {
            return ofArchive(path, archive);
        } catch (IOException | RuntimeException e) {
            archive.close();
            throw e;
        }
    }

    private static PthFile ofArchive(Path path, ZipFile archive) throws IOException {
        if (archive.size() > MOST_ENTRIES) {
            throw new DetectorException(path + ": has more entries than weights need");
        }
        String prefix = null;
        for (Enumeration<? extends ZipEntry> entries = archive.entries(); entries.hasMoreElements(); ) {
            String name = entries.nextElement().getName();
            if (name.endsWith("/constants.pkl")) {
                throw new DetectorException(path + ": is a TorchScript program, which is not read; in Python: "
                        + "safetensors.torch.save_file(torch.jit.load(FILE).state_dict(), 'out.safetensors')");
            }
            if (name.endsWith("/data.pkl")) {
                prefix = name.substring(0, name.length() - "data.pkl".length());
            }
        }
        if (prefix == null) {
            throw new DetectorException(
                    path + ": is an archive, but not one that torch.save wrote (it has no data.pkl)");
        }
        String folder = prefix;
        ByteBuffer pickle = entry(archive, folder + "data.pkl", MAXIMUM_PICKLE);
        ByteOrder order = archive.getEntry(folder + "byteorder") != null
                        && StandardCharsets.US_ASCII
                                .decode(entry(archive, folder + "byteorder", 16))
                                .toString()
                                .equals("big")
                ? ByteOrder.BIG_ENDIAN
                : ByteOrder.LITTLE_ENDIAN;
        Storages storages = tensor -> {
            ByteBuffer bytes = entry(archive, folder + "data/" + tensor.storage(), tensor.storageBytes());
            if (bytes.remaining() != tensor.storageBytes()) {
                throw new IOException("the storage " + tensor.storage() + " is truncated");
            }
            return bytes.order(order);
        };
        return new PthFile(path, tensors(path, pickle(path, pickle)), storages, archive);
    }

    private static ByteBuffer entry(ZipFile archive, String name, int maximum) throws IOException {
        ZipEntry entry = archive.getEntry(name);
        if (entry == null) {
            throw new IOException("its entry " + name + " is missing");
        }
        try (InputStream in = archive.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(maximum);
            if (in.read() >= 0) {
                throw new IOException("its entry " + name + " is larger than stated");
            }
            return ByteBuffer.wrap(bytes);
        }
    }

    /** Opens a stream of pickles. */
    static PthFile ofStream(Path path) throws IOException {
        ByteBuffer bytes = mapped(path);
        if (!OLD_MAGIC.equals(pickle(path, bytes))
                || !Long.valueOf(OLD_PROTOCOL).equals(pickle(path, bytes))) {
            throw new DetectorException(path + ": is a pickle, but not one that torch.save wrote");
        }
        pickle(path, bytes); // the sizes of numbers on the machine that wrote it
        Map<String, StoredTensor> tensors = tensors(path, pickle(path, bytes));
        Object keys = pickle(path, bytes);
        Map<String, Integer> sizes = new HashMap<>();
        tensors.values()
                .forEach(tensor -> sizes.put(tensor.storage(), tensor.type().bytes()));
        Map<String, ByteBuffer> storages = new HashMap<>();
        List<@Nullable Object> inOrder = keys instanceof PickleNode node ? node.items() : List.of();
        for (Object key : inOrder) {
            Integer elementBytes = sizes.get(String.valueOf(key instanceof PickleNode ? "" : key));
            if (elementBytes == null) {
                throw new DetectorException(path + ": holds data that belong to no tensor; save the state_dict alone");
            }
            if (bytes.remaining() < Long.BYTES) {
                throw truncated(path);
            }
            long count = bytes.getLong();
            if (count < 0 || count > bytes.remaining() / elementBytes) {
                throw truncated(path);
            }
            int length = (int) count * elementBytes;
            storages.put(
                    String.valueOf(key), bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN));
            bytes.position(bytes.position() + length);
        }
        return new PthFile(path, tensors, tensor -> storage(storages, tensor), null);
    }

    private static ByteBuffer storage(Map<String, ByteBuffer> storages, StoredTensor tensor) throws IOException {
        ByteBuffer storage = storages.get(tensor.storage());
        if (storage == null || storage.capacity() < tensor.storageBytes()) {
            throw new IOException("the storage " + tensor.storage() + " is missing or truncated");
        }
        return storage;
    }

    private static DetectorException truncated(Path path) {
        return new DetectorException(path + ": is truncated; copy or download it again");
    }

    private static ByteBuffer mapped(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() > MAXIMUM_BYTES) {
                throw new DetectorException(path + ": has more than the 2 GiB that are read");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static @Nullable Object pickle(Path path, ByteBuffer bytes) {
        try {
            return PickleReader.read(bytes);
        } catch (PickleException e) {
            throw new DetectorException(path + ": its pickle cannot be read: " + e.getMessage(), e);
        }
    }

    private static Map<String, StoredTensor> tensors(Path path, @Nullable Object root) {
        try {
            return StateDictionary.in(root);
        } catch (IllegalArgumentException e) {
            throw new DetectorException(path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> names() {
        return List.copyOf(tensors.keySet());
    }

    @Override
    public long[] shape(String name) {
        return find(name).shape().clone();
    }

    @Override
    public Tensor tensor(String name) {
        StoredTensor tensor = find(name);
        try {
            return tensor.read(storages.bytes(tensor));
        } catch (IOException e) {
            throw new DetectorException(path + ": the tensor " + name + " cannot be read: " + InputFile.reason(e), e);
        }
    }

    private StoredTensor find(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DetectorException(path + ": the tensor " + name + " is missing");
        }
        return tensor;
    }

    @Override
    public void close() {
        try {
            if (archive != null) {
                archive.close();
            }
        } catch (IOException e) {
            throw new DetectorException(path + ": cannot be closed: " + InputFile.reason(e), e);
        }
    }
}
